"""Text for XML 1.0: characters that XML cannot hold are replaced by U+FFFD."""

import re

# All but #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF] (XML 1.0, production 2)
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Return text that an XML file can hold."""
    return _NOT_XML.sub("\ufffd", text)
