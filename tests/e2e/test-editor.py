#!/usr/bin/python3
"""The editor of the selected row: live scores, values outside the table, refused words. Scores read from the window are
compared with what the subcommands answer."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from journey import run  # noqa: E402

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
    window.label("Change a value in the pane")  # the list of runs is still empty
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


sys.exit(run([
    a_live_score_follows_every_edit_and_is_not_recorded,
    a_value_outside_the_table_is_marked_and_scores_all_the_same,
    a_counterfactual_is_adopted_as_a_whole_and_run,
]))
