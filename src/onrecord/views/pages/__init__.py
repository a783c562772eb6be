"""One page per module: its dataclass, from which the HTML and the JSON are both rendered."""
