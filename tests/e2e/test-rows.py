#!/usr/bin/python3
"""The table of rows under the plot: sorted by a click on a title, filtered by a condition, in step with the editor. What must
stand first is worked out from the scores the subcommand gives and the table itself."""
import csv
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import accessible  # noqa: E402
from journey import grouped, run  # noqa: E402


def open_rows(start, session):
    window = start(session)
    window.find("label", "mortgage.csv")
    window.passed_over = is_body
    window.press("page tab", "Rows")
    window.find("tree table", "Rows")
    window.find("label", rows_of(len(table(session))))
    return window


def is_body(node):
    """The rows under the titles: hundreds of them with all their cells, of which GTK tells nobody until they are looked at."""
    return node.getRoleName() == "list" and node.parent.getRoleName() == "tree table" and node.parent.name == "Rows"


def list_of_rows(window):
    return next(node for node in window.find("tree table", "Rows") if node.getRoleName() == "list")


def numbers_of_rows(window):
    """The rows' labels of their numbers. Of each row only the first cell is looked into."""
    cells = [cells[0] for cells in accessible.children_of(list_of_rows(window).children()) if cells]
    return [labels[0] for labels in accessible.children_of(cells) if labels]


def table(session):
    with open(os.path.join(os.path.dirname(session), "mortgage.csv"), newline="") as file:
        return list(csv.DictReader(file))


def rows_of(n, n_all=None):
    return "%s rows" % grouped(n) if n_all is None else "%s of %s rows" % (grouped(n), grouped(n_all))


def first_cells(window):
    """The texts of the first row under the titles; none while the rows are being replaced."""
    from gi.repository import GLib
    try:
        for node in window.find("tree table", "Rows"):
            if node.getRoleName() == "list":
                return [cell[0].name for cell in node[0]]
    except (GLib.GError, IndexError, TypeError, AttributeError):
        pass
    return []


def wait_for_first(window, row):
    window.wait(lambda: first_cells(window)[:1] == [grouped(row)], "row %d first, not %s" % (row, first_cells(window)[:3]))


def scores_of_b(window, session):
    return [scores[0] for scores in window.ask("predict", session)["models"][1]["scores"]]


def sorting_by_the_score_of_b_and_choosing_the_first_row_shows_it_in_the_editor(start, session, folder):
    window = open_rows(start, session)
    scores = scores_of_b(window, session)
    window.click("filler", "Score B")
    wait_for_first(window, scores.index(min(scores)))
    window.click("filler", "Score B")
    highest = scores.index(max(scores))
    wait_for_first(window, highest)
    window.click_on(list_of_rows(window)[0][0][0])
    window.find("label", "Row " + grouped(highest), "in the editor")
    assert window.label("Score of B, limited: ").endswith("%.3f" % max(scores))


def a_condition_leaves_the_rows_it_holds_for(start, session, folder):
    rows = table(session)
    women = [i for i, row in enumerate(rows) if row["applicant_sex"] == "Female"]
    window = open_rows(start, session)
    entry = window.find("entry", "Rows shown").queryEditableText()
    entry.setTextContents("applicant_sex = Female")
    window.find("label", rows_of(len(women), len(rows)))
    wait_for_first(window, women[0])
    scores = scores_of_b(window, session)
    window.click("filler", "Score B")  # sorted within what the condition left
    wait_for_first(window, min(women, key=lambda i: (scores[i], i)))
    entry.insertText(len("applicant_sex = Female"), "s", 1)
    window.label("The condition “applicant_sex = Females”")
    window.find("label", rows_of(len(women), len(rows)), "as before the condition that is none")
    entry.setTextContents("")
    window.find("label", rows_of(len(rows)))


def a_condition_on_every_page_is_read_on_the_performance_page(start, session, folder):
    rows = table(session)
    some = [i for i, row in enumerate(rows) if row["applicant_sex"] == "Female" and row["agency"] == "HUD"]
    scores = scores_of_b(window := start(session), session)
    window.find("label", "mortgage.csv")
    window.keys("ctrl+shift+f")
    window.find("text", "Only rows where").queryEditableText().setTextContents("applicant_sex = Female and agncy = HUD")
    window.keys("Return")
    window.label("mortgage.csv: no column 'agncy'")
    window.find("text", "Only rows where").queryEditableText().setTextContents("applicant_sex = Female and agency = HUD")
    window.keys("Return")
    window.label("%s of %s rows · positive is" % (grouped(len(some)), grouped(len(rows))))
    window.keys("alt+2")
    chosen = sum(scores[i] >= 0.5 for i in some) / len(some)
    window.label("limited decides %.1f\u00a0%% of all rows positive" % (100 * chosen))
    window.press("push button", "All rows")
    window.label("%s rows · positive is" % grouped(len(rows)))
    window.find("label", lambda text: "of Female and" in text, "that compares women and men again")


def a_threshold_beside_the_rows_is_of_every_slice(start, session, folder):
    window = start(session)
    spin = window.find("spin button", "Threshold of B, every row")
    spin.queryValue().currentValue = 0.62
    window.label("· threshold 0.50")  # of A, unchanged
    window.label("· threshold 0.62")
    window.keys("alt+2")
    spins = window.find("spin button", "Threshold of B, Female")
    assert abs(spins.queryValue().currentValue - 0.62) < 1e-9
    spins.queryValue().currentValue = 0.3
    window.wait(lambda: spin.queryText().getText(0, 10) == "–", "a dash where the slices differ")


def several_rows_are_edited_and_scored_together(start, session, folder):
    rows = table(session)
    some = [i for i, row in enumerate(rows) if row["applicant_sex"] == "Female" and row["agency"] == "HUD"][:400]
    last = some[-1]
    window = open_rows(start, session)
    condition = "applicant_sex = Female and agency = HUD"
    n = sum(row["applicant_sex"] == "Female" and row["agency"] == "HUD" for row in rows)
    window.find("entry", "Rows shown").queryEditableText().setTextContents(condition)
    window.find("label", rows_of(n, len(rows)))
    window.press("push button", "Select these")
    window.label("%s rows selected" % grouped(n))
    window.find("label", "· as in the table")
    scores = scores_of_b(window, session)
    before = [scores[i] for i in range(len(rows)) if rows[i]["applicant_sex"] == "Female" and rows[i]["agency"] == "HUD"]
    window.label("Mean score of B, limited: %.3f" % (sum(before) / n))
    window.choose("applicant_sex", "Male")
    window.find("label", "· edited")
    window.keys("ctrl+Return")
    window.press("page tab", "Runs")
    window.label("%s rows: applicant_sex → Male" % grouped(n))
    one = window.ask("whatif", session, "--row", str(last), "--set", "applicant_sex=Male")["models"][1]["after"][0]
    window.keys("ctrl+z")
    window.find("label", "· as in the table")
    window.go_to_row(last)  # its run stands after the undo
    window.label("Score of B, limited: %.3f" % one)


def a_deleted_row_is_gone_until_undone(start, session, folder):
    n = len(table(session))
    window = open_rows(start, session)
    window.go_to_row(4127)
    window.press("push button", "Delete")
    window.label("Row " + grouped(4128))
    window.label("%s rows · positive is" % grouped(n - 1))
    window.find("label", rows_of(n - 1))
    window.keys("ctrl+z")
    window.label("Row " + grouped(4127))
    window.label("%s rows · positive is" % grouped(n))


def a_copy_is_edited_scored_and_undone(start, session, folder):
    rows = table(session)
    n = len(rows)
    window = start(session)
    window.label("%s rows · positive is" % grouped(n))
    women = next(i for i, row in enumerate(rows) if row["applicant_sex"] == "Female")
    window.go_to_row(women)
    window.press("push button", "Duplicate")
    window.label("Row %s added: a copy of row %s" % (grouped(n), grouped(women)))
    window.label("Row " + grouped(n))
    window.label("%s rows · positive is" % grouped(n + 1))
    window.choose("applicant_sex", "Male")
    window.keys("ctrl+Return")
    one = window.ask("whatif", session, "--row", str(women), "--set", "applicant_sex=Male")["models"][1]["after"][0]
    window.label("Score of B, limited: %.3f" % one)
    window.keys("ctrl+z", "ctrl+z")
    window.label("Row " + grouped(women))
    window.label("%s rows · positive is" % grouped(n))
    window.keys("ctrl+shift+n")
    window.label("Row %s added: medians and most frequent values" % grouped(n + 1))


def sorting_by_the_difference_of_the_scores_brings_the_widest_first(start, session, folder):
    window = open_rows(start, session)
    a, b = ([scores[0] for scores in model["scores"]] for model in window.ask("predict", session)["models"])
    differences = [x - y for x, y in zip(a, b)]
    window.click("filler", "Score A − B")
    wait_for_first(window, differences.index(min(differences)))
    window.click("filler", "Score A − B")
    widest = differences.index(max(differences))
    wait_for_first(window, widest)
    assert "+%.3f" % max(differences) in first_cells(window), first_cells(window)


def rows_of_one_slice_have_no_gap(start, session, folder):
    import pyatspi
    window = start(session)
    window.find("label", "mortgage.csv")
    window.keys("ctrl+shift+f")
    window.find("text", "Only rows where").queryEditableText().setTextContents("applicant_sex = Female")
    window.keys("Return")
    window.keys("alt+2")
    window.label("No gap to show")
    window.press("push button", "All rows")
    window.wait(lambda: not any(node.name.startswith("No gap to show") for node in window.nodes()
                                if node.getState().contains(pyatspi.STATE_SHOWING)), "the gaps again")


def the_row_found_by_its_number_is_shown_among_the_rows(start, session, folder):
    window = open_rows(start, session)
    window.go_to_row(4127)
    window.wait(lambda: grouped(4127) in [label.name for label in numbers_of_rows(window)], "4127 in the table of rows")


sys.exit(run([
    sorting_by_the_score_of_b_and_choosing_the_first_row_shows_it_in_the_editor,
    a_condition_leaves_the_rows_it_holds_for,
    a_condition_on_every_page_is_read_on_the_performance_page,
    a_threshold_beside_the_rows_is_of_every_slice,
    several_rows_are_edited_and_scored_together,
    a_deleted_row_is_gone_until_undone,
    a_copy_is_edited_scored_and_undone,
    sorting_by_the_difference_of_the_scores_brings_the_widest_first,
    rows_of_one_slice_have_no_gap,
    the_row_found_by_its_number_is_shown_among_the_rows,
]))
