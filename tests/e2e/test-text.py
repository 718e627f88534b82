#!/usr/bin/python3
"""The page of a text: the words of a question and what they do to a tag, while it is typed. Scores are those the
subcommand gives."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from journey import run  # noqa: E402

TAGS = ["keras", "matplotlib", "pandas", "scikitlearn", "tensorflow"]
ROW = 18


def open_text(start, session):
    window = start(session)
    window.find("label", "questions.csv")
    window.keys("alt+4")
    window.find("spin button", "Row").queryValue().currentValue = ROW
    return window


def chart(window, title):
    return window.find("image", title)


def text(window):
    return window.find("text", lambda name: name.startswith("Text, words that moved"))


def content(window):
    whole = text(window).queryText()
    return whole.getText(0, whole.characterCount)


def a_tag_is_chosen_and_its_words_are_read(start, session, folder):
    window = open_text(start, session)
    scores = window.ask("predict", session)["models"][0]["scores"][ROW]
    for tag, expected in zip(TAGS, scores):
        window.find("slider", "Threshold of A for " + tag)
        window.find("label", "%.3f" % expected)
    window.choose("Tag", "keras")
    window.wait(lambda: chart(window, "Raised the score most").description.startswith("parameters +")
                or chart(window, "Raised the score most").description.startswith("model +"), "keras' words")
    window.find("text", "Text, words that moved keras in A")


def a_threshold_moves_by_the_keyboard_and_the_decision_with_it(start, session, folder):
    window = open_text(start, session)
    b = window.ask("predict", session)["models"][1]["scores"][ROW][TAGS.index("matplotlib")]
    assert 0.5 <= b < 0.71
    window.find("label", "A matches, B adds matplotlib")
    window.click("slider", "Threshold of B for matplotlib")  # its middle, where the mark stands
    window.keys("Right", "shift+Right", "shift+Right")
    window.find("label", "A matches, B matches")


def a_threshold_is_a_scale_for_assistive_technology(start, session, folder):
    window = open_text(start, session)
    mark = window.find("slider", "Threshold of A for matplotlib").queryValue()
    assert (mark.minimumValue, mark.maximumValue, mark.currentValue) == (0, 1, 0.5)
    a = window.ask("predict", session)["models"][0]["scores"][ROW][TAGS.index("matplotlib")]
    assert 0.4 <= a < 0.5
    mark.currentValue = 0.4
    window.find("label", "A adds matplotlib, B adds matplotlib")
    window.click("slider", "Threshold of B for matplotlib")
    window.keys("shift+Left")
    b = window.find("slider", "Threshold of B for matplotlib").queryValue()
    window.wait(lambda: abs(b.currentValue - 0.4) < 1e-9, "a step of 0.1")


def both_models_stand_one_above_the_other(start, session, folder):
    window = open_text(start, session)
    window.press("push button", "Words of A above those of B")
    below = window.find("text", "Text by B, words that moved matplotlib")
    assert below.queryText().getText(0, -1) == content(window)
    window.click("text", text(window).name)
    window.keys("ctrl+End", "space", "p", "l", "t")
    window.wait(lambda: below.queryText().getText(0, -1).endswith(" plt"), "the text by B, which follows")


def the_fewest_words_that_flip_are_told_and_adopted(start, session, folder):
    window = open_text(start, session)
    flip = window.ask("counterfactual", session, "--row", str(ROW), "--text", "--for-output", "matplotlib")["models"][0]
    assert flip["flips"] and flip["exact"]
    words = ", ".join("\u201c%s\u201d" % word["word"] for word in flip["words"])
    window.press("push button", "Fewest words to flip")
    window.find("label", "Without %s: A scores %.3f and decides matplotlib otherwise. No fewer words do."
                % (words, flip["score"]))
    window.press("push button", "Adopt")
    window.wait(lambda: content(window) == flip["text"], "the text without them")
    window.find("label", "%.3f" % flip["score"])


def typing_is_scored_and_undone(start, session, folder):
    window = open_text(start, session)
    before = window.find("label", "36 words · 0 unknown to A · 2 unknown to B").name
    window.click("text", text(window).name)
    window.keys("ctrl+End", "space", "i", "m", "s", "h", "o", "w")
    window.label("37 words · ")
    assert content(window).endswith(" imshow")
    window.keys("ctrl+z")
    window.find("label", before)


def a_word_is_removed_replaced_and_an_absent_one_inserted(start, session, folder):
    window = open_text(start, session)
    assert content(window).startswith("How to count")
    window.click("text", text(window).name)
    window.keys("ctrl+Home", "alt+Return")
    window.press("push button", "Remove the word")
    window.wait(lambda: content(window).startswith("to count the") and "how" not in content(window).split(),
                "the text without that word, wherever it stood")
    window.keys("ctrl+Home", "alt+Return")
    window.find("text", "Replace the word with").queryEditableText().setTextContents("Please")
    window.press("push button", "Replace")
    window.wait(lambda: "Please count" in content(window), "another word")  # every "to" is put for it
    before = content(window).split()
    window.click("image", "Absent words that mattered")
    window.wait(lambda: len(content(window).split()) == len(before) + 1, "an absent word, inserted")


def an_empty_text_has_scores_and_one_word_comes_back(start, session, folder):
    window = open_text(start, session)
    entry = text(window).queryEditableText()
    entry.setTextContents("")
    window.find("label", "0 words · 0 unknown to A · 0 unknown to B")
    empty = window.ask("whatif", session, "--row", str(ROW), "--set", "question=")["models"]
    for model in empty:
        window.find("label", "%.3f" % model["after"][TAGS.index("matplotlib")])
    entry.setTextContents("plot")
    window.label("1 word")


sys.exit(run([
    a_tag_is_chosen_and_its_words_are_read,
    a_threshold_moves_by_the_keyboard_and_the_decision_with_it,
    a_threshold_is_a_scale_for_assistive_technology,
    both_models_stand_one_above_the_other,
    the_fewest_words_that_flip_are_told_and_adopted,
    typing_is_scored_and_undone,
    a_word_is_removed_replaced_and_an_absent_one_inserted,
    an_empty_text_has_scores_and_one_word_comes_back,
]))
