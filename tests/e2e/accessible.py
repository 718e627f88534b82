"""The accessible tree of a program, as an assistive tool reads it, over the accessibility bus itself. libatspi asks one thing of
one node at a time and waits for each answer; here a whole level of the tree is asked at once, and what the program tells of all
its nodes together (roles, names, states) is asked once a walk. On a busy machine that is the difference between a second and ten.

Nodes offer what pyatspi's do, as far as the journeys need it. Whatever failed raises GLib.GError."""
import ast
import re
import time

try:
    import pyatspi  # noqa: F401: its names of states and of what places are relative to
    from gi.repository import Atspi, Gio, GLib
    missing = None
except ImportError as error:
    missing = error

REGISTRY = "org.a11y.atspi.Registry"
ROOT = "/org/a11y/atspi/accessible/root"
CACHE = "/org/a11y/atspi/cache"
ACCESSIBLE, PROPERTIES = "org.a11y.atspi.Accessible", "org.freedesktop.DBus.Properties"
PATIENCE_MS = 20000  # for one answer: the main loop of the program may be busy

_connection = None


def wait_for_bus():
    """Until the launcher of the accessibility bus stands on the session bus."""
    session = Gio.bus_get_sync(Gio.BusType.SESSION)
    end = time.time() + 20
    while time.time() < end:
        if session.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner",
                             GLib.Variant("(s)", ("org.a11y.Bus",)), None, 0, PATIENCE_MS, None)[0]:
            return
        time.sleep(0.02)


def connect():
    """The accessibility bus, once the session bus knows where it is."""
    global _connection
    if _connection is None:
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        address = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, PATIENCE_MS,
                                    None)[0]
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        _connection = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
    return _connection


def ask_all(calls):
    """The answers to @calls, (node, interface, method, arguments) each, sent at once; None for what failed."""
    answers = [None] * len(calls)
    left = len(calls)

    def answered(connection, result, i):
        nonlocal left
        left -= 1
        try:
            answers[i] = connection.call_finish(result).unpack()
        except GLib.GError:
            pass  # it went away while we looked

    connection = connect()
    for i, (node, interface, method, arguments) in enumerate(calls):
        connection.call(node.sender, node.path, interface, method, arguments, None, Gio.DBusCallFlags.NONE, PATIENCE_MS, None,
                        answered, i)
    context = GLib.MainContext.default()
    while left > 0:
        context.iteration(True)
    return answers


def property_of(node, interface, name):
    return node, PROPERTIES, "Get", GLib.Variant("(ss)", (interface, name))


class States:
    def __init__(self, words):
        self.bits = words[0] | words[1] << 32

    def contains(self, state):
        return self.bits >> int(state) & 1 == 1


class Extents:
    def __init__(self, x, y, width, height):
        self.x, self.y, self.width, self.height = x, y, width, height


class Node:
    """A widget. One that nodes() yields tells the role, the name and the states it had then; live() asks anew."""

    def __init__(self, sender, path, parent):
        self.sender, self.path, self.parent = sender, path, parent
        self.role = self.seen_name = self.seen_states = None
        self.n_children = None  # None: not told

    def live(self):
        node = Node(self.sender, self.path, self.parent)
        node.role = self.role
        return node

    def see(self, item):
        n_children, self.role, self.seen_name, self.seen_states = item
        if self.path != ROOT:  # of which the cache knows none
            self.n_children = n_children

    def call(self, interface, method, arguments=None):
        return connect().call_sync(self.sender, self.path, interface, method, arguments, None, Gio.DBusCallFlags.NONE,
                                   PATIENCE_MS, None).unpack()

    def get(self, interface, name):
        return self.call(PROPERTIES, "Get", GLib.Variant("(ss)", (interface, name)))[0]

    def children(self):
        return [Node(sender, path, self) for sender, path in self.call(ACCESSIBLE, "GetChildren")[0]]

    def __iter__(self):
        return iter(self.children())

    def __getitem__(self, index):
        return self.children()[index]

    def getRoleName(self):
        if self.role is None:
            self.role = self.call(ACCESSIBLE, "GetRole")[0]
        return Atspi.role_get_name(Atspi.Role(self.role))

    @property
    def name(self):
        return self.seen_name if self.seen_name is not None else self.get(ACCESSIBLE, "Name")

    @property
    def description(self):
        return self.get(ACCESSIBLE, "Description")

    def getState(self):
        return States(self.seen_states if self.seen_states is not None else self.call(ACCESSIBLE, "GetState")[0])

    # -- what can be done with it: each interface is the node itself --

    def queryAction(self):
        return self

    queryComponent = queryEditableText = queryText = queryValue = queryAction

    def doAction(self, index):
        return self.call("org.a11y.atspi.Action", "DoAction", GLib.Variant("(i)", (index,)))[0]

    def getExtents(self, coordinates):
        return Extents(*self.call("org.a11y.atspi.Component", "GetExtents", GLib.Variant("(u)", (int(coordinates),)))[0])

    def getText(self, start, end):
        return self.call("org.a11y.atspi.Text", "GetText", GLib.Variant("(ii)", (start, end)))[0]

    def setTextContents(self, text):
        return self.call("org.a11y.atspi.EditableText", "SetTextContents", GLib.Variant("(s)", (text,)))[0]

    def insertText(self, position, text, length):
        return self.call("org.a11y.atspi.EditableText", "InsertText", GLib.Variant("(isi)", (position, text, length)))[0]

    @property
    def minimumValue(self):
        return self.get("org.a11y.atspi.Value", "MinimumValue")

    @property
    def maximumValue(self):
        return self.get("org.a11y.atspi.Value", "MaximumValue")

    @property
    def characterCount(self):
        return self.get("org.a11y.atspi.Text", "CharacterCount")

    @property
    def currentValue(self):
        return self.get("org.a11y.atspi.Value", "CurrentValue")

    @currentValue.setter
    def currentValue(self, value):
        self.call(PROPERTIES, "Set", GLib.Variant("(ssv)", ("org.a11y.atspi.Value", "CurrentValue", GLib.Variant("d", value))))


def applications():
    return Node(REGISTRY, ROOT, None).children()


def children_of(nodes):
    """Those of all @nodes, in their order; one list a node."""
    answers = ask_all([(node, ACCESSIBLE, "GetChildren", None) for node in nodes])
    return [[Node(sender, path, node) for sender, path in answer[0]] if answer else [] for node, answer in zip(nodes, answers)]


def see_all(nodes, told):
    """Role, name and states of @nodes: as @told, else asked for."""
    unknown = []
    for node in nodes:
        item = told.get((node.sender, node.path))
        if item is not None:
            node.see(item)
        else:
            unknown.append(node)
    calls = []
    for node in unknown:
        calls += [(node, ACCESSIBLE, "GetRole", None), property_of(node, ACCESSIBLE, "Name"), (node, ACCESSIBLE, "GetState", None)]
    answers = ask_all(calls)
    for i, node in enumerate(unknown):
        role, name, states = answers[3 * i:3 * i + 3]
        node.role, node.seen_name = (role[0] if role else 0), (name[0] if name else "")
        node.seen_states = states[0] if states else (0, 0)


# One node of the cache as GVariant prints it: itself, application, parent, index, children, interfaces, name, role, its words,
# states. Unpacking as Python's objects takes ten times as long.
TEXT = r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
ADDRESS = r"\(%s, %s\)" % (TEXT, TEXT)
ITEM = re.compile(r"\(%s, %s, %s, (-?\d+), (-?\d+), (?:@as )?\[[^\]]*\], %s, (\d+), %s, \[(\d+), (\d+)\]\)"
                  % (ADDRESS, ADDRESS, ADDRESS, TEXT, TEXT))


def read_text(printed):
    return ast.literal_eval(printed) if "\\" in printed else printed[1:-1]


def ask_told(senders):
    """What the programs tell of every node they have shown to anyone, by its address, as see() takes it. Who lies in whom is
    asked for apart: a node keeps its place there after it was hidden."""
    items = {}
    for sender in senders:
        try:
            answer = connect().call_sync(sender, CACHE, "org.a11y.atspi.Cache", "GetItems", None, None,
                                         Gio.DBusCallFlags.NONE, PATIENCE_MS, None)
        except GLib.GError:
            continue  # it has not shown any yet
        for found in ITEM.finditer(answer.print_(False)):
            words = found.groups()
            items[(words[0][1:-1], words[1][1:-1])] = (int(words[7]), int(words[9]), read_text(words[8]),
                                                       (int(words[11]), int(words[12])))
    return items


def nodes(roots, passed_over=None):
    """All nodes of @roots, each before its children; @passed_over says of a node whether its children are left out."""
    told = ask_told({root.sender for root in roots})
    inside = {}
    level = roots
    see_all(level, told)
    while level:
        wanted = [node for node in level if node.n_children != 0 and not (passed_over is not None and passed_over(node))]
        below = children_of(wanted)
        level = [child for children in below for child in children]
        see_all(level, told)
        inside.update(zip(map(id, wanted), below))

    def walk(node):
        yield node
        for child in inside.get(id(node), []):
            yield from walk(child)
    for root in roots:
        yield from walk(root)
