#!/usr/bin/python3
"""The editor of the selected row: live scores, values outside the table, refused words. Scores read from the window are
compared with what the subcommands answer."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from journey import grouped, run  # noqa: E402

ROW = 4127


def open_row(start, session):
    window = start(session)
    window.find("label", "mortgage.csv")
    window.go_to_row(ROW)
    return window


def type_amount(window, text):
    window.find("text", "loan_amount_000s").queryEditableText().setTextContents(text)


def scores_after(window, session, amount):
    models = window.ask("whatif", session, "--row", str(ROW), "--set", "loan_amount_000s=" + amount)["models"]
    return ["Score of %s, %s: %.3f" % (letter, model["name"], model["after"][0])
            for letter, model in zip("AB", models)]


def a_live_score_follows_every_edit_and_is_not_recorded(start, session, folder):
    window = open_row(start, session)
    window.click("check box", "Score while editing")
    type_amount(window, "321")
    for text in scores_after(window, session, "321"):
        window.find("label", text)
    window.find("label", "Live, not recorded yet")
    assert window.look("label", lambda text: text.startswith("loan_amount_000s ")) is None  # nothing is recorded
    window.press("push button", "Run inference")
    window.label("loan_amount_000s ")
    window.stop()
    again = open_row(start, session)
    type_amount(again, "322")  # the choice is remembered
    again.find("label", "Live, not recorded yet")


def a_value_outside_the_table_is_marked_and_scores_all_the_same(start, session, folder):
    window = open_row(start, session)
    type_amount(window, "987654")
    mark = window.find("label", lambda text: text.startswith("outside ") and text.endswith(" of the table"))
    assert window.find("text", "loan_amount_000s").description == mark.name
    window.press("push button", "Run inference")
    for text in scores_after(window, session, "987654"):
        window.find("label", text)
    window.press("push button", "Revert loan_amount_000s")
    window.label("· as in the table")


def a_counterfactual_is_adopted_as_a_whole_and_run(start, session, folder):
    window = open_row(start, session)
    window.click("check box", "Compare with counterfactual")
    window.label("Nearest row ")
    neighbour = window.ask("counterfactual", session, "--row", str(ROW))["models"][0]["neighbours"][0]
    window.press("push button", "Adopt all")
    window.press("push button", "Run inference")
    window.find("label", "Score of A, complete: %.3f" % neighbour["score"])


def nearest_rows_are_stepped_through(start, session, folder):
    window = open_row(start, session)
    window.click("check box", "Compare with counterfactual")
    answer = window.ask("counterfactual", session, "--row", str(ROW), "--k", "5")["models"][0]["neighbours"]
    window.label("Nearest row %s \u00b7 1 of 5" % grouped(answer[0]["row"]))
    window.press("push button", "Farther row")
    window.label("Nearest row %s \u00b7 2 of 5" % grouped(answer[1]["row"]))
    window.find("label", "Row " + grouped(answer[1]["row"]))  # the title of its column


def the_least_change_is_adopted_and_run(start, session, folder):
    window = open_row(start, session)
    window.click("check box", "Compare with counterfactual")
    window.label("Nearest row ")
    window.click("check box", "Least changes")
    change = window.ask("counterfactual", session, "--row", str(ROW), "--minimal", "--k", "5")["models"][0]["neighbours"][0]
    window.label("Change 1, %d column" % len(change["changes"]))
    window.press("push button", "Adopt change")
    window.press("push button", "Run inference")
    window.find("label", "Score of A, complete: %.3f" % change["score"])


def columns_are_sorted_by_their_effect_on_b(start, session, folder):
    window = open_row(start, session)
    columns = window.ask("explain", session, "--row", str(ROW))["models"][1]["outputs"][0]["columns"]
    most = max(columns, key=lambda column: abs(column["attribution"]))["column"]
    window.choose("Sort columns", "Effect on B")

    def first():
        names = [node.name for node in window.nodes() if node.getRoleName() == "image" and node.name.startswith("Effect of ")]
        return names[0] if names else None
    window.wait(lambda: first() == "Effect of " + most, "%s first, not %s" % (most, first()))


def the_plot_behind_a_curve_says_what_the_curve_says(start, session, folder):
    window = open_row(start, session)
    curve = window.find("image", "Score if loan_amount_000s changed")
    window.wait(lambda: curve.description, "the curve")
    said = curve.description
    window.press("push button", "Plot the score if loan_amount_000s changed")
    window.wait(lambda: [node for node in window.nodes() if node.getRoleName() == "image" and
                         node.name == "Score if loan_amount_000s changed" and
                         node.description.startswith("Mean score " + said)], "the plot that says " + said)


sys.exit(run([
    a_live_score_follows_every_edit_and_is_not_recorded,
    a_value_outside_the_table_is_marked_and_scores_all_the_same,
    a_counterfactual_is_adopted_as_a_whole_and_run,
    nearest_rows_are_stepped_through,
    the_least_change_is_adopted_and_run,
    columns_are_sorted_by_their_effect_on_b,
    the_plot_behind_a_curve_says_what_the_curve_says,
]))
