"""Journeys about manners: what leaves the window, what is kept, what is asked."""
import csv
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from journey import Lost, run  # noqa: E402


def chart_menu(program, title, *items):
    """Opens the menu of the chart @title by its button and presses the items in turn."""
    chart = program.find("image", title)
    program.wait(lambda: program.look("push button", "Chart menu", chart).queryAction().doAction(0), "the chart's menu")
    for item in items:
        node = program.wait(lambda: program.look("menu item", item), "menu item %r" % item)
        node.queryAction().doAction(0)


def a_plot_is_saved_as_data_and_as_a_picture(start, session, folder):
    program = start(session)
    title = "Decisions of A and B, row by row"
    for item, suffix in (("Save data as CSV…", "csv"), ("Save as PDF…", "pdf")):
        path = os.path.join(folder, "plot." + suffix)
        chart_menu(program, title, item)
        program.find("text", "Name:").queryEditableText().setTextContents(path)
        program.press("push button", "Save Save")  # as GTK 4.8 names a button of its dialogs
        program.wait(lambda: os.path.exists(path), path)
        program.told("Saved plot." + suffix)
    with open(os.path.join(folder, "plot.csv"), newline="") as file:
        rows = list(csv.reader(file))
    if rows[0] != ["Row", "Score of A, complete — probability of loan_granted = 1", "Score of B, limited — probability of loan_granted = 1", "Series"] or len(rows) != 20001:
        raise Lost("unexpected data: %s and %d rows" % (rows[0], len(rows)))
    answer = program.ask("predict", session)
    if [float(rows[11][1]), float(rows[11][2])] != [answer["models"][m]["scores"][10][0] for m in (0, 1)]:
        raise Lost("row 10 is saved as %s" % rows[11])
    with open(os.path.join(folder, "plot.pdf"), "rb") as file:
        if not file.read().startswith(b"%PDF"):
            raise Lost("no PDF was written")


def a_plot_is_read_as_a_table(start, session, folder):
    program = start(session)
    title = "Decisions of A and B, row by row"
    chart_menu(program, title, "Show as table")
    table = program.find("tree table", title + ", as a table")
    program.wait(lambda: [node for node in program.nodes(table) if node.getRoleName() == "table row"], "rows in the table")
    chart_menu(program, title, "Show as table")
    program.wait(lambda: not program.look("tree table", title + ", as a table"), "the chart again")


def copy_of(session, path):
    """The session @session as a file of its own, with absolute paths."""
    with open(session) as file:
        document = json.load(file)
    folder = os.path.dirname(session)
    document["data"]["file"] = os.path.join(folder, document["data"]["file"])
    for model in document["models"]:
        model["where"] = os.path.join(folder, model["where"])
    with open(path, "w") as file:
        json.dump(document, file)
    return path


def work_left_by_a_crash_is_restored(start, session, folder):
    own = copy_of(session, os.path.join(folder, "work.counterpoint"))
    with open(own, "rb") as file:
        before = file.read()
    program = start(own)
    program.find("label", "mortgage.csv")
    program.choose("applicant_sex", "Female")
    program.label("was Male")
    unsaved = os.path.join(folder, "state", "counterpoint", "unsaved")
    program.wait(lambda: os.path.isdir(unsaved) and [n for n in os.listdir(unsaved) if n.endswith(".counterpoint")],
                 "the work to be kept")
    program.crash()
    program = start()
    program.label("Restore unsaved work of work.counterpoint from ")
    program.press("push button", "Restore")
    program.label("was Male")
    with open(own, "rb") as file:
        if file.read() != before:
            raise Lost("the user's own file was touched")
    program.keys("ctrl+s")
    program.told("Saved work.counterpoint")
    program.wait(lambda: not [n for n in os.listdir(unsaved) if n.endswith(".counterpoint")], "nothing kept after saving")


def what_is_shown_comes_back(start, session, folder):
    own = copy_of(session, os.path.join(folder, "view.counterpoint"))
    program = start(own)
    program.find("label", "mortgage.csv")
    program.go_to_row(42)
    program.press("page tab", "Rows")
    program.find("tree table", "Rows")
    program.passed_over = lambda node: node.getRoleName() == "tree table"
    program.click("check box", "Compare with counterfactual")
    program.label("Nearest row ")
    program.keys("alt+2")
    program.find("label", "Selection rate, 95\u00a0% interval")
    program.keys("ctrl+s")
    program.told("Saved view.counterpoint")
    with open(own, "rb") as file:
        first = file.read()
    program.stop()
    program = start(own)
    program.passed_over = lambda node: node.getRoleName() == "tree table"
    program.find("label", "Selection rate, 95\u00a0% interval")
    program.keys("alt+1")
    program.label("Row 42")
    program.label("Nearest row ")
    program.find("tree table", "Rows")
    program.keys("alt+2")
    program.keys("ctrl+s")
    program.told("Saved view.counterpoint")
    with open(own, "rb") as file:
        if file.read() != first:
            raise Lost("saved again, the session is not the same")


def the_tour_is_shown_once(start, session, folder):
    program = start()
    program.press("push button", "Open the mortgage sample")
    program.find("label", "A point is a row")
    program.press("push button", "Next")
    program.find("label", "What if it were different?")
    program.press("push button", "Back")
    program.find("label", "A point is a row")
    program.press("push button", "Next")
    program.find("label", "What if it were different?")
    program.press("push button", "Next")
    program.find("label", "Whose thresholds are fair?")
    program.find("label", "3 of 3")
    program.press("push button", "Done")
    program.wait(lambda: not program.look("label", "Whose thresholds are fair?"), "the end of the tour")
    program.stop()
    program = start()
    program.press("push button", "Open the mortgage sample")
    program.find("label", "mortgage.csv")
    if program.look("label", "A point is a row"):
        raise Lost("the tour came back")


def text_is_made_larger_from_the_menu(start, session, folder):
    program = start(session)
    label = program.find("label", "mortgage.csv")
    import pyatspi
    before = label.queryComponent().getExtents(pyatspi.WINDOW_COORDS).width
    program.keys("F10")
    program.wait(lambda: program.look("menu item", "Text size"), "the menu").queryAction().doAction(0)
    program.wait(lambda: program.look("menu item", "200 %") or program.look("radio menu item", "200 %"),
                 "200 % in the menu").queryAction().doAction(0)
    program.wait(lambda: label.queryComponent().getExtents(pyatspi.WINDOW_COORDS).width > 1.7 * before, "larger text")
    program.stop()
    program = start(session)
    label = program.find("label", lambda text: text.endswith(".csv"))
    program.wait(lambda: label.queryComponent().getExtents(pyatspi.WINDOW_COORDS).width > 1.7 * before,
                 "the size of the text to be remembered")


def preferences_work_at_once_and_are_remembered(start, session, folder):
    import pyatspi
    program = start(session)
    label = program.find("label", "mortgage.csv")
    before = label.queryComponent().getExtents(pyatspi.WINDOW_COORDS).width
    program.keys("ctrl+comma")
    program.find("frame", "Preferences")
    program.choose("Size of text", "200\u00a0%")
    program.wait(lambda: label.queryComponent().getExtents(pyatspi.WINDOW_COORDS).width > 1.7 * before, "larger text")
    program.choose("How many are listed", "None")
    program.keys("Escape")
    program.wait(lambda: not program.look("frame", "Preferences"), "the preferences to be closed")
    program.stop()
    program = start()
    program.find("push button", "Open the mortgage sample")
    if program.look("label", "mortgage"):
        raise Lost("a recent session is listed")
    program.keys("ctrl+comma")
    for name, value in (("Size of text", "200\u00a0%"), ("How many are listed", "None")):
        box = program.find("combo box", name)
        program.wait(lambda: program.look("label", value, box), "%r of %r" % (value, name))


if __name__ == "__main__":
    sys.exit(run([a_plot_is_saved_as_data_and_as_a_picture, a_plot_is_read_as_a_table,
                  work_left_by_a_crash_is_restored, what_is_shown_comes_back,
                  the_tour_is_shown_once, preferences_work_at_once_and_are_remembered, text_is_made_larger_from_the_menu]))
