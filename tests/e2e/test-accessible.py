"""What an assistive tool is told on every page: whatever takes the focus has a role and a name of its own, and every chart says in
words what it shows. Widgets that GTK 4.8 makes inside its own are left to it."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from journey import Lost, run  # noqa: E402


def path_of(node):
    names = []
    while node is not None and node.getRoleName() != "application":
        names.append("%s %r" % (node.getRoleName(), node.name))
        node = node.parent
    return " < ".join(names[:5])


def audit(program):
    """What is wrong, as texts. GTK names a widget without a label by its type: GtkButton."""
    import pyatspi
    wrong = []
    n_focusable = n_charts = 0
    for node in program.nodes():
        states = node.getState()
        if not states.contains(pyatspi.STATE_VISIBLE):
            continue  # GTK 4.8 does not tell which of the visible are showing
        role, name = node.getRoleName(), node.name
        if role == "scroll pane" or name in ("GtkPaned", "GtkListItemWidget"):
            continue  # they hand the focus to what is in them
        inside = node.parent is not None and node.parent.getRoleName() in ("combo box", "spin button", "entry", "scroll pane",
                                                                           "scroll bar")
        if role == "image" and states.contains(pyatspi.STATE_FOCUSABLE):
            n_charts += 1
            if not name or name.startswith("Gtk") or not node.description:
                wrong.append("a chart without title or words: " + path_of(node))
        elif states.contains(pyatspi.STATE_FOCUSABLE) and not inside:
            n_focusable += 1
            if not role or role in ("unknown", "invalid") or not name.strip() or name.startswith(("Gtk", "Cp")):
                wrong.append("without a name: " + path_of(node))
    return wrong, n_focusable, n_charts


def page_is_told(start, session, page, settled):
    """@settled: says of the program that the page has what it shows."""
    program = start(session)
    program.passed_over = lambda node: node.getRoleName() in ("tree table", "menu", "list item")
    program.find("label", lambda text: text.startswith("20\u00a0000"))
    program.keys(page)
    settled(program)
    wrong, n_focusable, n_charts = audit(program)
    if n_focusable < 10 or n_charts < 1:
        raise Lost("only %d widgets take the focus, %d of them charts" % (n_focusable, n_charts))
    if wrong:
        raise Lost("\n".join(wrong))


def whatever_takes_the_focus_on_points_has_a_name(start, session, folder):
    page_is_told(start, session, "alt+1", lambda program: program.find("entry", "Find row"))


def whatever_takes_the_focus_on_performance_has_a_name(start, session, folder):
    page_is_told(start, session, "alt+2", lambda program: program.label("limited decides "))


def whatever_takes_the_focus_on_explanations_has_a_name(start, session, folder):
    page_is_told(start, session, "alt+3", lambda program: program.label("Why each model gave row "))


def whatever_takes_the_focus_on_text_has_a_name(start, session, folder):
    questions = os.path.join(os.path.dirname(os.path.dirname(session)), "questions", "questions.counterpoint")
    page_is_told(start, questions, "alt+4", lambda program: program.find("slider", "Threshold of A for keras"))


if __name__ == "__main__":
    sys.exit(run([
        whatever_takes_the_focus_on_points_has_a_name,
        whatever_takes_the_focus_on_performance_has_a_name,
        whatever_takes_the_focus_on_explanations_has_a_name,
        whatever_takes_the_focus_on_text_has_a_name,
    ]))
