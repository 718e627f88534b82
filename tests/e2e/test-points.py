#!/usr/bin/python3
"""The plot: its columns chosen, its small multiples, the rows chosen in it by keyboard, a row found. What it says is worked out
here from the scores the subcommand gives and the table itself."""
import csv
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from journey import grouped, run  # noqa: E402


def open_points(start, session):
    window = start(session)
    window.find("label", "mortgage.csv")
    window.label("%s rows" % grouped(len(table(session))))
    return window


def table(session):
    with open(os.path.join(os.path.dirname(session), "mortgage.csv"), newline="") as file:
        return list(csv.DictReader(file))


def chart(window):
    """What the plot says of itself."""
    from gi.repository import GLib

    def look():
        try:
            return [node for node in window.nodes() if node.getRoleName() in ("image", "icon") and node.description]
        except GLib.GError:
            return []
    return window.wait(look, "a chart that describes itself")[0]


def differ(window, session, threshold=0.5):
    scores = [model["scores"] for model in window.ask("predict", session)["models"]]
    return sum((a[0] >= threshold) != (b[0] >= threshold) for a, b in zip(*scores))


def says(window, *parts):
    return window.wait(lambda: (lambda text: text if all(part in text for part in parts) else None)(
        chart(window).description), "a chart that says %s" % (parts,))


def the_plot_says_how_many_rows_the_models_decide_differently(start, session, folder):
    window = open_points(start, session)
    says(window, "%s decided differently" % grouped(differ(window, session)))
    assert chart(window).name == "Decisions of A and B, row by row", chart(window).name


def another_column_is_drawn_with_its_missing_rows_beside_it(start, session, folder):
    rows = table(session)
    missing = sum(row["applicant_income_000s"] == "" for row in rows)
    window = open_points(start, session)
    window.choose("X axis", "applicant_income_000s")
    window.choose("Colour", "Score difference A − B")
    says(window, "%s without applicant_income_000s" % grouped(missing))
    window.wait(lambda: chart(window).name == "Score of B against applicant_income_000s", "the chart's name")


def the_plot_is_cut_into_small_multiples(start, session, folder):
    window = open_points(start, session)
    menu = window.find("push button", "Facet by: None")  # a button with a button inside, which holds the action
    window.look("push button", lambda name: True, menu[0]).queryAction().doAction(0)
    window.choose("Columns of panels", "loan_purpose")
    says(window, "same axes in every panel")
    assert chart(window).name == "Decisions by loan_purpose", chart(window).name


def a_box_drawn_by_keys_makes_its_rows_the_scope(start, session, folder):
    window = open_points(start, session)
    everything = len(table(session))
    window.go_to_row(4127)  # Enter in the entry hands the focus to the points
    window.keys(*["shift+Right"] * 5, *["shift+Up"] * 5, "Return")
    text = says(window, " of %s rows" % grouped(everything))
    chosen = int(text.split(" of ")[0].replace("\u00a0", ""))
    assert 0 < chosen < everything, text
    window.keys("alt+2")  # every page looks at them
    window.keys("alt+1")
    says(window, "%s of %s rows" % (grouped(chosen), grouped(everything)))


def escape_leaves_the_box_and_the_rows_as_they_are(start, session, folder):
    window = open_points(start, session)
    before = chart(window).description
    window.go_to_row(4127)
    window.keys("shift+Right", "shift+Up")
    says(window, "Drawing a box")
    window.keys("Escape")
    window.wait(lambda: chart(window).description == before, "what the chart said before")


def a_row_that_is_none_is_told_where_it_was_asked(start, session, folder):
    window = open_points(start, session)
    window.find("entry", "Find row").queryEditableText().setTextContents("nobody")
    window.keys("ctrl+f", "Return")
    window.label("Find row: 'nobody' is no row; expected a number from 0 to %s" % grouped(len(table(session)) - 1))


def open_point_menu(window, row):
    """By the keyboard: the row found, the focus at the points, Shift F10. Escape leaves the point the pointer may rest on."""
    window.go_to_row(row)
    window.keys("Escape", "shift+F10")
    window.find("menu item", "Select row %s" % grouped(row))


def a_point_has_a_menu_by_keyboard(start, session, folder):
    window = open_points(start, session)
    row, everything = 4127, len(table(session))
    scores = [model["scores"] for model in window.ask("predict", session)["models"]]
    decisions = [tuple(score[0] >= 0.5 for score in pair) for pair in zip(*scores)]
    words = {(False, False): "Both negative", (True, True): "Both positive", (True, False): "Only A positive",
             (False, True): "Only B positive"}
    alike = sum(decision == decisions[row] for decision in decisions)
    open_point_menu(window, row)
    window.press("menu item", "Look only at \u201c%s\u201d" % words[decisions[row]])
    says(window, "%s of %s rows" % (grouped(alike), grouped(everything)))
    open_point_menu(window, row)
    window.press("menu item", "Look at all rows")
    says(window, "%s rows" % grouped(everything))
    open_point_menu(window, row)
    window.press("menu item", "Show its nearest counterfactual")
    window.label("Row ")
    window.wait(lambda: window.look("label", lambda text: text.startswith("\u2260")), "a value that differs")


def the_list_of_runs_is_folded_until_there_is_one(start, session, folder):
    window = open_points(start, session)
    window.go_to_row(4127)
    words = "Change a value in the pane on the right and run inference"
    shown = lambda: window.look("label", lambda text: text.startswith(words))  # noqa: E731
    window.wait(lambda: not shown(), "a folded list")
    window.find("text", "loan_amount_000s").queryEditableText().setTextContents("185")
    window.press("push button", "Run inference")
    window.find("push button", "Replay run 1")


sys.exit(run([
    the_plot_says_how_many_rows_the_models_decide_differently,
    another_column_is_drawn_with_its_missing_rows_beside_it,
    the_plot_is_cut_into_small_multiples,
    a_box_drawn_by_keys_makes_its_rows_the_scope,
    escape_leaves_the_box_and_the_rows_as_they_are,
    a_row_that_is_none_is_told_where_it_was_asked,
    a_point_has_a_menu_by_keyboard,
    the_list_of_runs_is_folded_until_there_is_one,
]))
