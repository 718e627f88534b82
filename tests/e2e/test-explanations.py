#!/usr/bin/python3
"""The Explanations page by assistive technology: why row 1 has its score, another background, the column that matters.
The `explain` subcommand is the oracle."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from journey import run  # noqa: E402

ROW = 1


def score(value):
    return "%.3f" % value


def open_page(start, session):
    window = start(session)
    window.find("label", "mortgage.csv")
    window.go_to_row(ROW)
    window.keys("alt+3")
    window.find("label", "Why each model gave row %d its score" % ROW)
    return window


def why_a_row_has_its_score_is_what_explain_says(start, session, folder):
    window = open_page(start, session)
    told = window.ask("explain", session, "--row", str(ROW))["models"]
    for letter, model in (("A", told[0]), ("B", told[1])):
        output = model["outputs"][0]
        window.find("label", "f(x) of %s: %s" % (letter, score(output["score"])))
        window.find("label", "Base value of %s: %s" % (letter, score(output["base"])))
        window.find("label", "Method of %s: %s, %d pairs" % (letter, model["method"], model["pairs"]))
    output = told[1]["outputs"][0]
    top = max(output["columns"], key=lambda a: abs(a["attribution"]))
    verb = "lowers" if top["attribution"] < 0 else "raises"
    expected = "%s the score of limited by %s" % (verb, score(abs(top["attribution"])))
    chart = window.find("image", lambda name: name.startswith("limited · "), "of the waterfall of B")
    window.wait(lambda: expected in chart.description, "%r in %r" % (expected, chart.description))
    assert top["column"] in chart.description, chart.description


def another_background_is_out_of_date_until_recomputed(start, session, folder):
    window = open_page(start, session)
    window.find("label", lambda name: name.startswith("Method of B: permutation"))
    window.choose("Background", "Zero row")
    window.find("label", "Why each model gave row %d its score · out of date" % ROW)
    window.find("label", "What matters overall · out of date")
    window.press("push button", "Recompute")
    window.find("label", "Why each model gave row %d its score" % ROW)
    window.find("label", "What matters overall")
    told = window.ask("explain", session, "--row", str(ROW), "--background", "zero")["models"][1]["outputs"][0]
    window.find("label", "Base value of B: " + score(told["base"]))


def what_matters_overall_is_what_explain_says(start, session, folder):
    window = open_page(start, session)
    rows = ["--global", "--rows", "1000"]
    told = [{c["column"]: c for c in m["outputs"][0]["columns"]} for m in window.ask("explain", session, *rows)["models"]]
    window.find("label", lambda name: name.startswith("Method over rows of B: permutation, 2"))
    sex = "applicant_sex moves the score by %s in A, %s in B" % tuple(
        score(m["applicant_sex"]["mean_abs"]) for m in told)
    bars = window.find("image", lambda name: name.startswith("Mean |effect|"), "of the bars")
    window.wait(lambda: sex in bars.description, "%r in %r" % (sex, bars.description))
    window.choose("Measure", "Permutation importance")
    falls = [{c["column"]: c for c in m["outputs"][0]["columns"]}
             for m in window.ask("explain", session, *rows, "--importance", "permutation")["models"]]
    income = "applicant_income_000s shuffled changes the ROC AUC by −%s in A, −%s in B" % tuple(
        score(m["applicant_income_000s"]["mean"]) for m in falls)
    bars = window.find("image", "Fall of the ROC AUC")
    window.wait(lambda: income in bars.description, "%r in %r" % (income, bars.description))


def a_column_is_followed_over_its_values(start, session, folder):
    window = open_page(start, session)
    window.press("push button", "Dependence")
    window.choose("Effect of column", "applicant_sex")
    chart = window.find("image", "limited")
    window.wait(lambda: "The effect of applicant_sex on the score of B" in chart.description, chart.description)
    assert " at Female" in chart.description and " at Male" in chart.description, chart.description


if __name__ == "__main__":
    sys.exit(run([why_a_row_has_its_score_is_what_explain_says,
                  another_background_is_out_of_date_until_recomputed,
                  what_matters_overall_is_what_explain_says,
                  a_column_is_followed_over_its_values]))
