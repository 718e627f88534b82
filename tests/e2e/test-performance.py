#!/usr/bin/python3
"""Performance & Fairness by assistive technology: slices of two columns with bins, sorted; a threshold moved on the
histogram by the keyboard; a tolerance chosen on the frontier; a refused label. The `audit` subcommand is the oracle."""
import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from journey import run  # noqa: E402

INCOME = "applicant_income_000s"


def percent(value):
    return "–" if value is None else "%.1f\u00a0%%" % (value * 100)


def open_page(start, session):
    window = start(session)
    window.find("label", "mortgage.csv")
    window.keys("alt+2")
    window.label("limited decides ")
    return window


def open_copy(start, session, folder):
    copy = os.path.join(folder, "mine.counterpoint")
    shutil.copy(session, copy)
    for name in ("mortgage.csv", "complete.h5", "limited.h5"):
        os.symlink(os.path.join(os.path.dirname(session), name), os.path.join(folder, name))
    return open_page(start, copy), copy


def value_of(window, name):
    return window.find("spin button", name).queryValue().currentValue


def pick_from_menu(window, menu, item):
    """Several menus may have an item of that name."""
    window.open_menu(menu)
    outer = window.find("push button", menu)
    node = window.wait(lambda: window.look("menu item", item, outer), "%r in the menu %r" % (item, menu))
    node.queryAction().doAction(0)


def name_of(audited):
    return " · ".join("(missing)" if value is None else value for value in audited["slice"].values())


def rows_of(window):
    """The slices in the order they are on the screen: each has a button that opens it."""
    starts = ("Open the detail of ", "Close the detail of ")
    names = [node.name for node in window.nodes(window.find("list", "Slices")) if node.getRoleName() == "push button"]
    return [name[len(start):] for name in names for start in starts if name.startswith(start)]


def two_columns_with_bins_are_sorted_by_the_gap_between_the_models(start, session, folder):
    window = open_page(start, session)
    window.slice_by(INCOME)
    window.open_menu("Slices of " + INCOME)
    window.choose("Bins of " + INCOME, "Equal-count bins")
    window.wait(lambda: window.look("spin button", "Number of bins of " + INCOME), "the number of bins")
    window.find("spin button", "Number of bins of " + INCOME).queryValue().currentValue = 3
    answer = window.ask("audit", session, "--slice", "applicant_sex", "--slice", INCOME + ":3")
    a, b = (model["slices"] for model in answer["models"])
    names = [name_of(audited) for audited in a]
    window.wait(lambda: rows_of(window)[1:] == names, "the slices %s" % names)
    for audited in a[:2]:
        window.find("label", percent(audited["tpr"]))
    window.keys("Escape")
    pick_from_menu(window, "Sort by True-positive rate", "Gap between A and B, widest first")
    gaps = [None if x["tpr"] is None or y["tpr"] is None else abs(x["tpr"] - y["tpr"]) for x, y in zip(a, b)]
    order = sorted(range(len(gaps)), key=lambda i: (gaps[i] is None, -(gaps[i] or 0), i))
    expected = ["All rows"] + [names[i] for i in order]
    window.wait(lambda: rows_of(window) == expected, "the order %s, not %s" % (expected, rows_of(window)))


def the_histogram_moves_a_threshold_by_the_keyboard(start, session, folder):
    window, copy = open_copy(start, session, folder)
    window.click("image", "Scores of B by label")  # takes the focus; the line stands elsewhere
    window.keys("Left", "Left", "Left", "shift+Left")
    window.wait(lambda: abs(value_of(window, "Threshold of B, Female") - 0.37) < 1e-9, "the threshold 0.37")
    window.keys("ctrl+s")
    window.wait(lambda: "0.37" in open(copy).read(), "the threshold in the file")
    models = window.ask("audit", copy, "--intervals")["models"]
    women = next(s for s in models[1]["slices"] if s["slice"]["applicant_sex"] == "Female")
    assert women["threshold"] == 0.37
    for rate in ("selection_rate", "tpr", "fpr", "accuracy"):
        window.find("label", percent(women[rate]))
    gap = models[1]["gaps"]["selection_rate"]
    window.find("label", "limited decides %s of Female and %s of Male positive, a gap of %.1f points [%.1f, %.1f]." % (
        percent(gap["min"]["value"]), percent(gap["max"]["value"]), gap["difference"] * 100,
        gap["interval"][0] * 100, gap["interval"][1] * 100))


def the_frontier_sets_the_tolerance_that_is_applied(start, session, folder):
    window = open_page(start, session)
    chart = "What a smaller gap in selection rate costs"  # thresholds are set by hand, and it is shown all the same
    window.wait(lambda: "Demographic parity at a tolerance" in window.find("image", chart).description, "the frontier")
    window.click("image", chart)
    window.label("For A: ")
    window.wait(lambda: value_of(window, "Tolerance") > 0.05, "the tolerance of the middle of the chart")
    window.keys("Home", "Right", "Right", "Right", "Right")
    window.wait(lambda: abs(value_of(window, "Tolerance") - 0.02) < 1e-9, "the tolerance 0.02")
    answer = window.ask("audit", session, "--strategy", "demographic-parity", "--tolerance", "0.02")["models"]
    for letter, model in (("A", answer[0]), ("B", answer[1])):
        cost = format(int(model["cost"]), ",").replace(",", "\u00a0")
        window.wait(lambda: ("Cost\u00a0%s." % cost) in window.label("For A: "), "the cost %s of %s" % (cost, letter))
    window.press("push button", "Apply to both")
    for letter, model in (("A", answer[0]), ("B", answer[1])):
        for audited in model["slices"]:
            name = "Threshold of %s, %s" % (letter, audited["slice"]["applicant_sex"])
            window.wait(lambda: abs(value_of(window, name) - audited["threshold"]) < 1e-9, name)


def the_frontier_of_another_measure_is_chosen(start, session, folder):
    window = open_page(start, session)
    window.find("image", "What a smaller gap in selection rate costs")
    window.choose("Measure of the gap", "True-positive rate")
    chart = "What a smaller gap in true-positive rate costs"
    window.wait(lambda: "Equal opportunity at a tolerance" in window.find("image", chart).description, "its frontier")
    window.press("push button", "Stop slicing by applicant_sex")
    window.find("label", "A gap needs two slices: slice by a column on the left.")


def a_label_of_one_value_is_refused_beside_its_control(start, session, folder):
    table = os.path.join(folder, "small.csv")
    with open(table, "w") as file:
        file.write("score,sex,good,same\n" + "".join(
            "%.2f,%s,%d,5\n" % (i / 60, "Female" if i % 3 else "Male", i % 2) for i in range(60)))
    window = start(table, "--model", "column:score", "--label", "good")
    window.find("label", "small.csv")
    window.keys("alt+2")
    window.label("score decides ")
    window.choose("Ground truth", "same")
    window.find("label", "small.csv: label 'same' has one value, '5'; a label needs at least two.")
    window.slice_by("sex")  # the rest stays usable
    window.find("spin button", "Threshold of A, Male")


sys.exit(run([
    two_columns_with_bins_are_sorted_by_the_gap_between_the_models,
    the_histogram_moves_a_threshold_by_the_keyboard,
    the_frontier_sets_the_tolerance_that_is_applied,
    the_frontier_of_another_measure_is_chosen,
    a_label_of_one_value_is_refused_beside_its_control,
]))
