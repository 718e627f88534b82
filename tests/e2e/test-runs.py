#!/usr/bin/python3
"""The list of runs: compared, replayed, shown in the editor and saved. What the scores must be, the subcommand whatif says."""
import csv
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from journey import grouped, run  # noqa: E402

ROW, OTHER = 4127, 10
COLUMN = "loan_amount_000s"


def open_row(start, session):
    window = start(session)
    window.find("label", "mortgage.csv")
    window.go_to_row(ROW)
    return window


def amount(window):
    return window.find("text", COLUMN).queryEditableText()


def run_with(window, value, number):
    amount(window).setTextContents(value)
    window.press("push button", "Run inference")
    window.find("push button", "Replay run %d" % number)


def ask_scores(window, session, row, value):
    models = window.ask("whatif", session, "--row", str(row), "--set", "%s=%s" % (COLUMN, value))["models"]
    return [model["after"][0] for model in models]


def lines_of(window, name):
    found = {}
    table = window.find("tree table", name)
    for node in window.nodes(table):
        cells = list(node) if node.getRoleName() == "table row" else []
        if cells and cells[0].getRoleName() == "table cell":
            texts = [next((label.name for label in cell), "") for cell in cells]
            found[texts[0]] = texts[1:]
    return found


def shown(value):
    return ("%.3f" % value).replace("-", "\u2212")


def signed(value):
    return ("%+.3f" % value).replace("-", "\u2212")


def two_runs_are_compared_side_by_side(start, session, folder):
    window = open_row(start, session)
    run_with(window, "185", 1)
    run_with(window, "420", 2)
    before, after = ask_scores(window, session, ROW, "185"), ask_scores(window, session, ROW, "420")
    window.press("push button", "Compare two runs")
    window.find("tree table", "Two runs")
    window.find("label", "One value differs.")
    lines = window.wait(lambda: (lambda l: l if COLUMN in l else None)(lines_of(window, "Two runs")), "the values that differ")
    assert lines[COLUMN] == ["185", "420", "+235"], lines
    for letter, name, first, second in zip("AB", ("complete", "limited"), before, after):
        assert lines["Score of %s, %s" % (letter, name)] == [shown(first), shown(second), signed(second - first)], lines
        words = ["Positive" if score >= 0.5 else "Negative" for score in (first, second)]
        assert lines["Decision of %s, %s" % (letter, name)][:2] == words, lines
    window.choose("First run", "Run 2 · %s 185 → 420" % COLUMN)
    window.label("The same run twice")


def a_replay_is_a_run_of_the_selected_row(start, session, folder):
    window = open_row(start, session)
    run_with(window, "185", 1)
    window.go_to_row(OTHER)
    window.press("push button", "Replay run 1")
    window.label("Replay of 1: %s " % COLUMN)
    window.find("push button", "Replay run 2")
    for letter, score in zip("AB", ask_scores(window, session, OTHER, "185")):
        window.find("label", lambda text: text.startswith("Score of " + letter) and text.endswith(": " + shown(score)))
    newest = window.wait(lambda: lines_of(window, "Runs").get("2"), "the line of the replay")
    assert newest[0] == grouped(OTHER), newest
    window.keys("ctrl+z")
    window.find("label", "· as in the table")


def a_run_is_shown_with_the_values_it_had(start, session, folder):
    window = open_row(start, session)
    run_with(window, "185", 1)
    run_with(window, "420", 2)
    window.go_to_row(OTHER)
    window.click("label", lambda text: text.startswith(COLUMN + " ") and text.endswith(" → 185"))  # the focus goes to its line
    window.keys("Return")
    window.label("Row " + grouped(ROW))
    window.wait(lambda: window.find("text", COLUMN).queryText().getText(0, 10) == "185", "the value of then")
    assert window.look("push button", "Replay run 3") is None  # nothing was scored


def runs_are_saved_as_csv_with_all_digits(start, session, folder):
    window = open_row(start, session)
    run_with(window, "185", 1)
    run_with(window, "420", 2)
    path = os.path.join(folder, "runs.csv")
    window.press("push button", "Save as CSV")
    window.find("text", "Name:").queryEditableText().setTextContents(path)
    window.press("push button", "Save Save")  # as GTK 4.8 names a button of its dialogs
    window.told("Saved runs.csv")
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["run"] for row in rows] == ["1", "2"] and {row["row"] for row in rows} == {str(ROW)}, rows
    assert [row[COLUMN] for row in rows] == ["185", "420"], rows
    for row in rows:
        scores = ask_scores(window, session, ROW, row[COLUMN])
        assert [float(row["score A"]), float(row["score B"])] == scores, (row, scores)
        assert row["time"].endswith("Z") and row["decision A"] == ("positive" if scores[0] >= 0.5 else "negative"), row


sys.exit(run([
    two_runs_are_compared_side_by_side,
    a_replay_is_a_run_of_the_selected_row,
    a_run_is_shown_with_the_values_it_had,
    runs_are_saved_as_csv_with_all_digits,
]))
