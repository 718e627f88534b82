#!/usr/bin/python3
"""The three questions a newcomer answers with the mortgage sample, and what happens beside them. Every number read from the
window is compared with what the subcommands answer."""
import json
import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from journey import grouped, run  # noqa: E402

ROW = 4127


def score(value):
    return "%.3f" % value


def percent(value):
    return "%.1f\u00a0%%" % (value * 100)


def open_session(start, session):
    window = start(session)
    window.find("label", "mortgage.csv")  # in the model bar, once it is open
    return window


def slice_of(model, value):
    return next(s for s in model["slices"] if list(s["slice"].values()) == [value])


def changing_the_sex_of_one_applicant_scores_the_row_again(start, session, folder):
    window = open_session(start, session)
    window.go_to_row(ROW)
    before = window.ask("whatif", session, "--row", str(ROW))["models"]
    assert window.label("Score of A, complete: ").endswith(score(before[0]["before"][0]))
    assert window.label("Score of B, limited: ").endswith(score(before[1]["before"][0]))
    now = next(v for v in ("Female", "Male") if window.look("label", v, window.find("combo box", "applicant_sex")))
    other = "Male" if now == "Female" else "Female"
    window.choose("applicant_sex", other)
    window.label("· 1 change")
    window.label("Not scored yet")
    assert window.label("Score of A, complete: ").endswith(score(before[0]["before"][0])), "an edit alone does not score"
    window.press("push button", "Run inference")
    after = window.ask("whatif", session, "--row", str(ROW), "--set", "applicant_sex=" + other)["models"]
    for letter, name, answer in (("A", "complete", after[0]), ("B", "limited", after[1])):
        window.find("label", "Score of %s, %s: %s" % (letter, name, score(answer["after"][0])))
    window.find("label", "applicant_sex %s → %s" % (now, other), "in the list of runs")


def the_headline_says_how_limited_treats_women(start, session, folder):
    window = open_session(start, session)
    models = window.ask("audit", session, "--intervals")["models"]
    window.keys("alt+2")
    women, men = (slice_of(models[1], value) for value in ("Female", "Male"))
    gap = models[1]["gaps"]["selection_rate"]
    said = window.label("limited decides ")
    expected = "limited decides %s of Female and %s of Male positive, a gap of %.1f points [%.1f, %.1f]." % (
        percent(women["selection_rate"]), percent(men["selection_rate"]), gap["difference"] * 100,
        gap["interval"][0] * 100, gap["interval"][1] * 100)
    assert said == expected, "%s\n%s" % (said, expected)
    window.find("label", "Four-fifths rule: fails (%.2f)" % gap["ratio"])
    for value in (women["tpr"], women["fpr"], women["accuracy"]):
        window.find("label", percent(value))


def demographic_parity_sets_the_thresholds_of_both_models(start, session, folder):
    window = open_session(start, session)
    window.keys("alt+2")
    window.click("radio button", "Demographic parity")
    window.label("For A: ")
    window.press("push button", "Apply to both")
    models = window.ask("audit", session, "--strategy", "demographic-parity")["models"]
    for letter, model in (("A", models[0]), ("B", models[1])):
        for value in ("Female", "Male"):
            expected = slice_of(model, value)["threshold"]
            spin = window.find("spin button", "Threshold of %s, %s" % (letter, value))
            window.wait(lambda: abs(spin.queryValue().currentValue - expected) < 1e-9,
                        "threshold %s of %s for %s" % (expected, letter, value))
    window.label("limited decides %s of " % percent(models[1]["gaps"]["selection_rate"]["min"]["value"]))


def moving_a_threshold_by_hand_is_custom_and_answers_at_once(start, session, folder):
    window = open_session(start, session)
    window.keys("alt+2")
    window.click("radio button", "Demographic parity")
    window.press("push button", "Apply to both")
    slider = window.find("slider", "Threshold of B, Female")
    slider.queryValue().currentValue = 0.0
    window.wait(lambda: is_checked(window.look("radio button", "Custom")), "the strategy Custom")
    window.find("label", percent(1.0))  # everybody at threshold 0


def is_checked(node):
    import pyatspi
    return node is not None and node.getState().contains(pyatspi.STATE_CHECKED)


def a_value_that_is_no_number_is_refused_and_not_run(start, session, folder):
    window = open_session(start, session)
    window.go_to_row(ROW)
    before = window.label("Score of A, complete: ")
    window.find("text", "loan_amount_000s").queryEditableText().setTextContents("much")
    window.press("push button", "Run inference")
    window.find("label", "column 'loan_amount_000s': 'much' is not a number.")
    assert window.label("Score of A, complete: ") == before


def a_table_that_is_none_is_told_and_the_start_page_stays(start, session, folder):
    path = os.path.join(folder, "ragged.csv")
    with open(path, "w") as file:
        file.write("a,b\n1,2\n1,2,3\n")
    window = start(path)
    window.find("label", "ragged.csv:3: 3 fields, expected 2.")
    window.find("push button", "Open the mortgage sample")


def the_start_page_opens_the_sample(start, session, folder):
    window = start()
    window.press("push button", "Open the mortgage sample")
    window.find("label", "mortgage.csv")
    window.find("label", lambda text: text.startswith("Synthetic data"), "that marks the data as synthetic")


def edits_are_saved_and_come_back(start, session, folder):
    copy = os.path.join(folder, "mine.counterpoint")
    shutil.copy(session, copy)
    for name in ("mortgage.csv", "complete.h5", "limited.h5"):
        os.symlink(os.path.join(os.path.dirname(session), name), os.path.join(folder, name))
    window = open_session(start, copy)
    window.go_to_row(ROW)
    window.find("text", "loan_amount_000s").queryEditableText().setTextContents("321")
    window.label("· 1 change")
    window.keys("ctrl+s")
    window.wait(lambda: json.load(open(copy)).get("edits"), "the edit in the file")
    assert json.load(open(copy))["edits"] == [{"row": ROW, "values": {"loan_amount_000s": "321"}}]
    window.stop()
    again = start(copy)
    again.label("Row " + grouped(ROW))
    again.label("· 1 change")


def the_command_line_opens_a_table_with_a_model_and_a_label(start, session, folder):
    table, model = (os.path.join(os.path.dirname(session), name) for name in ("mortgage.csv", "limited.h5"))
    options = ["--model", "mine=" + model, "--label", "loan_granted"]
    window = start(table, *options)
    window.find("label", "mine")
    window.keys("alt+2")
    rate = window.ask("audit", "--data", table, *options)["models"][0]["overall"]["selection_rate"]
    window.find("label", "mine decides %s of all rows positive; a gap needs two slices." % percent(rate))


def slicing_by_another_column_lists_its_values(start, session, folder):
    window = open_session(start, session)
    window.keys("alt+2")
    window.label("limited decides ")
    window.press("push button", "Stop slicing by applicant_sex")
    window.slice_by("preapproval")
    slices = window.ask("audit", session, "--slice", "preapproval")["models"][0]["slices"]
    for found in slices:
        window.find("spin button", "Threshold of A, " + found["slice"]["preapproval"])
        window.find("label", grouped(found["n"]))


def the_keyboard_alone_walks_the_points_and_selects(start, session, folder):
    window = open_session(start, session)
    window.go_to_row(ROW)  # Enter in the entry hands the focus to the points
    window.keys("Right", "Right", "Return")
    title = window.find("label", lambda text: text.startswith("Row ") and text != "Row " + grouped(ROW)
                        and text[4:].replace("\u00a0", "").isdigit(), "of another row").name
    row = int(title[4:].replace("\u00a0", ""))
    answer = window.ask("whatif", session, "--row", str(row))["models"]
    window.find("label", "Score of B, limited: " + score(answer[1]["before"][0]))


sys.exit(run([
    changing_the_sex_of_one_applicant_scores_the_row_again,
    the_headline_says_how_limited_treats_women,
    demographic_parity_sets_the_thresholds_of_both_models,
    moving_a_threshold_by_hand_is_custom_and_answers_at_once,
    a_value_that_is_no_number_is_refused_and_not_run,
    a_table_that_is_none_is_told_and_the_start_page_stays,
    the_start_page_opens_the_sample,
    edits_are_saved_and_come_back,
    the_command_line_opens_a_table_with_a_model_and_a_label,
    slicing_by_another_column_lists_its_values,
    the_keyboard_alone_walks_the_points_and_selects,
]))
