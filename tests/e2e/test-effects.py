#!/usr/bin/python3
"""Effects beside the values of the editor: what they say is asked of the subcommands explain and dependence."""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from journey import run  # noqa: E402

ROW = 4127


def signed(value):
    text = "%.3f" % abs(value)
    return text if text == "0.000" else ("+" if value > 0 else "\u2212") + text


def effects(window, session, *edits):
    """column → (A, B) as the window writes them; None: not read."""
    arguments = [item for edit in edits for item in ("--set", edit)]
    models = window.ask("explain", session, "--row", str(ROW), *arguments)["models"]
    told = [{column["column"]: signed(column["attribution"]) for column in model["outputs"][0]["columns"]}
            for model in models]
    return {name: tuple(columns.get(name) for columns in told) for name in set(told[0]) | set(told[1])}


def said(window, column):
    node = window.look("image", "Effect of " + column)
    return tuple(re.findall("[AB] ([+\u22120-9][^ ]*)", node.description.replace("\n", " "))) if node else None


def wait_for(window, column, expected):
    window.wait(lambda: said(window, column) == expected, "%s to say %s, not %s" % (column, expected, said(window, column)))


def every_value_says_how_far_it_moved_each_score(start, session, folder):
    window = start(session)
    window.label("Row ")
    window.go_to_row(ROW)
    expected = effects(window, session)
    for column in ("agency", "loan_amount_000s", "applicant_sex"):
        wait_for(window, column, expected[column])
    node = window.find("image", "Effect of loan_granted")
    assert node.description == "The ground truth; no model reads it", node.description


def a_run_explains_the_row_as_it_was_scored(start, session, folder):
    window = start(session)
    window.label("Row ")
    window.go_to_row(ROW)
    before = effects(window, session)["applicant_sex"]
    wait_for(window, "applicant_sex", before)
    rows = window.ask("explain", session, "--row", str(ROW))["models"][0]["outputs"][0]["columns"]
    now = next(column["value"] for column in rows if column["column"] == "applicant_sex")
    other = "Male" if now == "Female" else "Female"
    window.choose("applicant_sex", other)
    window.label("\u00b7 1 change")
    assert said(window, "applicant_sex") == before
    window.keys("ctrl+Return")
    wait_for(window, "applicant_sex", effects(window, session, "applicant_sex=" + other)["applicant_sex"])


def the_small_curves_say_where_the_mean_score_is_lowest_and_highest(start, session, folder):
    window = start(session)
    window.label("Row ")
    answer = window.ask("dependence", session, "--feature", "applicant_sex")
    lines = []
    for letter, model in zip("AB", answer["models"]):
        points = sorted(zip(model["mean"], model["grid"]))
        lines.append("%s from %.3f (%s) to %.3f (%s)" % (letter, points[0][0], points[0][1], points[-1][0], points[-1][1]))
    expected = "\n".join(lines)

    def description():
        node = window.look("image", "Score if applicant_sex changed")
        return node.description if node is not None else None
    window.wait(lambda: description() == expected, "%r, not %r" % (expected, description()))


def the_switch_hides_them_and_is_remembered(start, session, folder):
    window = start(session)
    window.label("Row ")
    window.find("image", "Effect of agency")
    window.click("check box", "Effects")
    window.wait(lambda: window.look("image", "Effect of agency") is None, "no effects")
    window.stop()
    window = start(session)
    window.label("Row ")
    assert window.look("image", "Effect of agency") is None
    window.click("check box", "Effects")
    window.find("image", "Effect of agency")


sys.exit(run([
    every_value_says_how_far_it_moved_each_score,
    a_run_explains_the_row_as_it_was_scored,
    the_small_curves_say_where_the_mean_score_is_lowest_and_highest,
    the_switch_hides_them_and_is_remembered,
]))
