#!/usr/bin/python3
"""The page of a text with other models than the tagger of the sample: one that reads the words in their order, and
a plain decision about real messages. Scores are those the subcommands give."""
import json
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from journey import run  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
TOKENS = os.path.join(HERE, "..", "fixtures", "model", "embedding", "masked-average.h5")
SPAM = os.path.join(os.environ.get("COUNTERPOINT_REAL", "../shared/real"), "data", "sms-spam-latin1.csv")
WORDS = ["plot", "axis", "table", "join", "layer", "loss", "row", "the"]


def content(window):
    whole = window.find("text", lambda name: name.startswith("Text, words that moved")).queryText()
    return whole.getText(0, whole.characterCount)


def write_token_session(folder):
    shutil.copy(TOKENS, os.path.join(folder, "tokens.h5"))
    with open(os.path.join(folder, "q.csv"), "w", encoding="utf-8") as file:
        file.write("question\nplot the axis\njoin the table\nthe loss \u8868 plot\n")
    reads = {"column": "question", "encoding": "tokens", "tokenizer": "keras", "vocabulary": [None] + WORDS, "length": 5}
    path = os.path.join(folder, "tokens.counterpoint")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"counterpoint": 1, "data": {"file": "q.csv", "columns": {"question": {"type": "text"}}},
                   "models": [{"name": "tokens", "where": "tokens.h5", "inputs": [reads]}]}, file)
    return path


def a_model_of_tokens_is_explained_place_by_place(start, session, folder):
    session = write_token_session(folder)
    window = start(session)
    window.find("label", "q.csv")
    window.keys("alt+4")
    scores = window.ask("predict", session)["models"][0]["scores"]
    for tag, score in zip(["tags:0", "tags:1"], scores[0]):
        window.find("slider", "Threshold of A for " + tag)
        window.find("label", "%.3f" % score)
    window.find("label", "This model reads words in their order, so a word has no mean effect of its own.")
    words = window.ask("explain", session, "--row", "0")["models"][0]["outputs"][0]["words"]
    largest = max(words, key=lambda word: abs(word["attribution"]))
    title = "Raised the score most" if largest["attribution"] > 0 else "Lowered the score most"
    window.wait(lambda: window.find("image", title).description.startswith(largest["word"] + " "), "its largest word")
    window.find("spin button", "Row").queryValue().currentValue = 2
    window.find("label", "4 words \u00b7 1 unknown to A")
    window.click("text", "Text, words that moved tags:0 in A")
    window.keys("ctrl+Home", "j", "o", "i", "n", "space")
    window.find("label", "5 words \u00b7 1 unknown to A")
    after = window.ask("whatif", session, "--row", "2", "--set", "question=" + content(window))["models"][0]["after"]
    window.find("label", "%.3f" % after[0])


def spam_is_a_plain_decision_with_a_term_swap(start, session, folder):
    model, saved = os.path.join(folder, "spam.h5"), os.path.abspath(SPAM)
    subprocess.run([sys.argv[1], "train", "--data", saved, "--type", "v2=text", "--text", "v2", "--label", "v1",
                    "--positive", "spam", "--words", "1000", "-o", model, "--quiet"], check=True)
    inputs = ["--data", saved, "--type", "v2=text", "--label", "v1", "--positive", "spam", "--model", model]
    window = start(*inputs)
    window.find("label", "sms-spam-latin1.csv")
    window.keys("alt+4")
    window.find("spin button", "Row").queryValue().currentValue = 5
    score = window.ask("predict", *inputs)["models"][0]["scores"][5][0]
    window.find("slider", "Threshold of A for spam")
    window.find("label", "%.3f" % score)
    window.find("label", "True label")
    window.find("text", "Text, words that moved the score in A")
    window.press("push button", "Term swap\u2026")
    window.find("frame", "Term swap")
    pairs = window.find("text", "Pairs of words").queryEditableText()
    pairs.setTextContents("he,she\nfree,cheap\n")
    window.press("push button", "Check every row")
    told = window.ask("swap", *inputs, "--swap", "he=she", "--swap", "free=cheap")["models"][0]
    window.find("label", lambda name: name.startswith("A: %s rows hold one of the words" % told["all"]["rows"])
                and name.endswith("%d flip." % len(told["all"]["flips"])))
    window.find("label", "he \u2194 she")


sys.exit(run([a_model_of_tokens_is_explained_place_by_place]
             + ([spam_is_a_plain_decision_with_a_term_swap] if os.path.exists(SPAM) else [])))
