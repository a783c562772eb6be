"""Linked data: JSON-LD (schema.org), W3C Web Annotations, PROV-JSON, FollowTheMoney."""
