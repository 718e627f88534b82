"""What a journey through the real program needs: start it on a private bus and display, find widgets by role and name,
act, read back. Every wait polls, so a fast machine waits for nothing. run() plays the journeys of a script, one program
each, and speaks TAP.

Needs Debian's python3-pyatspi, at-spi2-core, xvfb, xdotool and dbus; without them the script is skipped, saying which."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

import accessible

LAUNCHERS = ["/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher"]
PATIENCE = 40.0  # seconds: only what fails takes them


class Lost(Exception):
    """A widget or a state that did not come."""


def missing_tool():
    for tool in ("Xvfb", "dbus-run-session", "xdotool"):
        if shutil.which(tool) is None:
            return tool
    if not any(os.path.exists(path) for path in LAUNCHERS):
        return "at-spi-bus-launcher"
    if accessible.missing is not None:
        return "python3-pyatspi"
    return None


class Program:
    def __init__(self, path, arguments, folder):
        env = dict(os.environ, XDG_CONFIG_HOME=os.path.join(folder, "config"),
                   XDG_STATE_HOME=os.path.join(folder, "state"), GTK_A11Y="atspi", GDK_BACKEND="x11",
                   GSK_RENDERER="cairo", GSETTINGS_BACKEND="memory", LC_ALL="C.UTF-8",
                   G_DEBUG="fatal-criticals")
        env.pop("GTK_THEME", None)
        self.path = path
        self.folder = folder
        self.passed_over = None  # says of a node whether its children are left out: a table has thousands
        self.process = subprocess.Popen([path] + arguments, env=env)

    def crash(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def ask(self, *arguments):
        """What a subcommand of the same program answers, as JSON: the other face of the engine is the oracle."""
        output = subprocess.run([self.path] + list(arguments) + ["--format", "json", "--quiet"], check=True,
                                capture_output=True).stdout
        return json.loads(output)

    # -- finding: @name is a text, or a function that says whether a text fits --

    def nodes(self, root=None):
        return accessible.nodes(accessible.applications() if root is None else [root.live()], self.passed_over)

    def look(self, role, name, root=None):
        from gi.repository import GLib
        fits = name if callable(name) else lambda text: text == name
        try:
            for node in self.nodes(root):
                if node.getRoleName() == role and fits(node.name):
                    return node.live()
        except GLib.GError:
            pass  # a widget went away while we looked
        return None

    def wait(self, what, describe):
        end = time.time() + PATIENCE
        while time.time() < end:
            if self.process.poll() is not None:
                raise Lost("the program ended with status %s, waiting for %s" % (self.process.returncode, describe))
            try:
                found = what()
                if found:
                    return found
            except accessible.GLib.GError:
                pass  # a widget went away while it was looked at
            time.sleep(0.05)
        raise Lost("waited %g seconds for %s" % (PATIENCE, describe))

    def find(self, role, name, describe=None):
        return self.wait(lambda: self.look(role, name), "%s %s" % (role, describe or repr(name)))

    def told(self, text):
        """The word at the foot of the window, which goes after some seconds: a walk through all the pages can take
        longer, so only what lies near the window is looked at."""
        def is_far(node):
            depth = 0
            while node.parent is not None:
                node, depth = node.parent, depth + 1
            return depth > 9

        def near():
            return any(node.getRoleName() == "label" and node.name == text
                       for node in accessible.nodes(accessible.applications(), is_far))
        self.wait(near, "%r to be told" % text)

    def label(self, start):
        """The text of the first label that begins with @start."""
        return self.find("label", lambda text: text.startswith(start), "that begins with %r" % start).name

    # -- acting --

    def press(self, role, name):
        self.find(role, name).queryAction().doAction(0)

    def click(self, role, name):
        """With the mouse: a check or radio button offers no action in GTK 4.8. The window stands at the origin of the
        display; its places are given without its shadow, so the middle of a widget is aimed at."""
        self.click_on(self.find(role, name))

    def click_on(self, node):
        import pyatspi
        box = self.wait(lambda: (lambda e: e if e.width > 0 else None)(
            node.queryComponent().getExtents(pyatspi.WINDOW_COORDS)), "a place of %s %r" % (node.getRoleName(), node.name))
        subprocess.run(["xdotool", "mousemove", str(box.x + box.width // 2 + 4), str(box.y + box.height // 2 + 4),
                        "click", "1"], check=True)

    def keys(self, *keys):
        subprocess.run(["xdotool", "key", "--delay", "40"] + list(keys), check=True)

    def choose(self, name, value):
        """Picks @value in the drop-down @name: opens it and walks to the value with the keyboard."""
        box = self.find("combo box", name)
        button = self.look("push button", "GtkToggleButton", box) or self.look("toggle button", "GtkToggleButton", box)
        button.queryAction().doAction(0)
        items = self.wait(lambda: self.list_of(box), "the list of %r" % name)
        if value not in items:
            raise Lost("%r has no value %r among %s" % (name, value, items))
        self.keys("Home", *["Down"] * items.index(value), "Return")

    def open_menu(self, name):
        """A menu button is two buttons of one name to an assistive tool; the inner one can be pressed."""
        outer = self.find("push button", name)
        self.wait(lambda: self.look("push button", name, outer[0]), "the button %r" % name).queryAction().doAction(0)

    def slice_by(self, column):
        """Adds @column to those that Performance & Fairness slices by: "+", its name, Enter."""
        self.open_menu("Slice by another column")
        self.find("entry", "Search columns").queryEditableText().setTextContents(column)
        self.wait(lambda: self.look("label", column, self.look("list", "Columns")), "%r in the list" % column)
        self.keys("Return")
        self.find("push button", "Stop slicing by " + column)

    def list_of(self, box):
        items = []
        for node in self.nodes(box):
            if node.getRoleName() == "list item":
                items.append(next(label.name for label in self.nodes(node) if label.getRoleName() == "label"))
        return items

    def go_to_row(self, row):
        """By the keyboard: Find row, the number, Enter."""
        self.find("entry", "Find row").queryEditableText().setTextContents(str(row))
        self.keys("ctrl+f", "Return")
        self.label("Row " + grouped(row))


def grouped(count):
    return format(count, ",").replace(",", "\u00a0")


def play(program_path, session, journeys):
    print("1..%d" % len(journeys), flush=True)
    failed = 0
    for number, journey in enumerate(journeys, 1):
        name = journey.__name__.replace("_", "-")
        with tempfile.TemporaryDirectory() as folder:
            programs = []
            began = time.time()

            def start(*arguments):
                programs.append(Program(program_path, list(arguments), folder))
                return programs[-1]
            try:
                journey(start, session, folder)
                print("ok %d %s # %.1f s" % (number, name, time.time() - began), flush=True)
            except Exception as error:  # whatever it was, the other journeys go on
                failed += 1
                print("not ok %d %s\n# %s" % (number, name, (str(error) or repr(error)).replace("\n", "\n# ")), flush=True)
            finally:
                for program in programs:
                    program.stop()
    return failed > 0


def run(journeys):
    """main of a script: SCRIPT PROGRAM SESSION. Starts itself again inside a display and a bus of its own."""
    missing = missing_tool()
    if missing is None and not os.path.exists(sys.argv[2]):
        missing = "the mortgage sample (-Dsamples=false)"
    if missing is not None:
        print("1..0 # SKIP %s is not there" % missing)
        return 0
    if os.environ.get("COUNTERPOINT_JOURNEY") != "inside":
        read, write = os.pipe()
        # a server that resets when the accessibility bus lets go of it refuses whoever comes at that moment
        display = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp",
                                    "-noreset"],
                                   pass_fds=(write,), stderr=subprocess.DEVNULL)
        os.close(write)
        number = os.read(read, 16).decode().strip()
        env = dict(os.environ, DISPLAY=":" + number, COUNTERPOINT_JOURNEY="inside", NO_AT_BRIDGE="0")
        try:
            return subprocess.run(["dbus-run-session", "--", sys.executable] + sys.argv, env=env).returncode
        finally:
            display.terminate()
            display.wait()
    launcher = next(path for path in LAUNCHERS if os.path.exists(path))
    bus = subprocess.Popen([launcher, "--launch-immediately"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        accessible.wait_for_bus()
        return play(sys.argv[1], sys.argv[2], journeys)
    finally:
        bus.terminate()
