"""Parses the XML on stdin and writes it as JSON: name, attributes, text and children of each element."""

import json
import sys
from xml.etree import ElementTree


def tree(element):
    return {
        "name": element.tag,
        "attributes": element.attrib,
        "text": (element.text or "").strip(),
        "children": [tree(child) for child in element],
    }


print(json.dumps(tree(ElementTree.fromstring(sys.stdin.buffer.read()))))
