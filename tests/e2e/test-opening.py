#!/usr/bin/python3
"""Opening through the dialog: what is proposed, what does not fit, what stays when it is cancelled; files that are missing,
and files that are nothing to open."""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from journey import run  # noqa: E402


def beside(session, name):
    return os.path.join(os.path.dirname(session), name)


def link(session, folder, *names):
    for name in names:
        os.symlink(beside(session, name), os.path.join(folder, name))


def has_state(node, state):
    import pyatspi
    return node is not None and node.getState().contains(getattr(pyatspi, "STATE_" + state))


def find_open(window, title):
    """The button Open of the dialog; the window behind it has one too."""
    dialog = window.find("frame", title)
    return window.wait(lambda: window.look("push button", "Open", dialog), "Open in %r" % title)


def write_session(folder, session, **changes):
    with open(session) as file:
        document = json.load(file)
    document.update(changes)
    path = os.path.join(folder, "mine.counterpoint")
    with open(path, "w") as file:
        json.dump(document, file)
    return path


def a_table_and_two_models_open_once_the_values_add_up(start, session, folder):
    title = "Open a table and two models"
    files = [beside(session, name) for name in ("mortgage.csv", "complete.h5", "limited.h5")]
    window = start(*files)
    window.label("20\u00a0000 rows × 21 columns, UTF-8.")
    window.find("label", "20 columns expand to 52 values: matches")
    button = find_open(window, title)
    window.click("check box", "A reads agency")
    window.find("label", "19 columns expand to 46 values, the model takes 52")
    window.find("label", "A: 19 columns expand to 46 values, the model takes 52", "that says why Open is off")
    window.wait(lambda: not has_state(button, "SENSITIVE"), "Open to be off")
    window.click("check box", "A reads agency")
    window.find("label", "Everything fits.")
    window.wait(lambda: has_state(button, "SENSITIVE"), "Open to be offered")
    window.choose("Label", "loan_granted")
    button.queryAction().doAction(0)
    window.find("label", "20\u00a0000 rows · positive is loan_granted = 1")
    rate = window.ask("audit", "--data", files[0], "--model", files[1], "--label", "loan_granted")
    window.keys("alt+2")
    window.label("complete decides %.1f\u00a0%% of all rows positive"
                 % (rate["models"][0]["overall"]["selection_rate"] * 100))


def cancelling_leaves_the_window_as_it_was(start, session, folder):
    window = start(beside(session, "mortgage.csv"))
    find_open(window, "Open a table")
    window.keys("Escape")
    window.wait(lambda: window.look("frame", "Open a table") is None, "the dialog to go")
    window.find("push button", "Open the mortgage sample")


def a_table_alone_is_looked_at(start, session, folder):
    window = start(beside(session, "mortgage.csv"))
    button = find_open(window, "Open a table")
    window.wait(lambda: has_state(button, "SENSITIVE"), "Open to be offered")
    button.queryAction().doAction(0)
    window.find("label", "20\u00a0000 rows · positive is loan_granted = 1")
    window.find("label", "mortgage.csv")


def a_folder_of_one_table_with_models_is_opened(start, session, folder):
    below = os.path.join(folder, "lending")
    os.mkdir(below)
    link(session, below, "mortgage.csv", "complete.h5", "limited.h5")
    window = start(below)
    find_open(window, "Open a table and two models")
    window.find("label", "Everything fits.")


def what_is_nothing_to_open_is_told(start, session, folder):
    picture, empty, below = (os.path.join(folder, name) for name in ("photo.png", "empty.csv", "things"))
    os.mkdir(below)
    with open(picture, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
    open(empty, "w").close()
    for path, text in (
            (picture, "photo.png: this is a PNG picture, expected a table, a model or a session."),
            (empty, "empty.csv: the file is empty, expected a table, a model or a session."),
            (below, "things: is a folder without a table; open a table, models or a session from it.")):
        window = start(path)
        window.find("label", text)
        window.find("push button", "Open the mortgage sample")
        window.stop()


def a_missing_model_found_beside_the_session_is_proposed(start, session, folder):
    link(session, folder, "mortgage.csv", "complete.h5", "limited.h5")
    path = write_session(folder, session, models=[{"name": "complete", "where": "complete.h5"},
                                                  {"name": "limited", "where": "models/limited.h5"}])
    window = start(path)
    title = "A file of mine.counterpoint is missing"
    window.find("label", "Model B: limited.h5")
    window.find("label", "Found beside the session")
    find_open(window, title).queryAction().doAction(0)
    window.find("label", "mortgage.csv")
    window.wait(lambda: window.look("frame", lambda name: name.startswith("• ")), "the session to be unsaved")
    window.keys("ctrl+s")
    window.wait(lambda: json.load(open(path))["models"][1]["where"] == "limited.h5", "the new place in the file")


def a_session_whose_model_no_longer_fits_says_so_at_the_model(start, session, folder):
    link(session, folder, "complete.h5", "limited.h5")
    with open(beside(session, "mortgage.csv")) as old, open(os.path.join(folder, "mortgage.csv"), "w") as new:
        for line in old:
            new.write(line.split(",", 1)[1])  # without its first column
    window = start(write_session(folder, session))
    find_open(window, "Open a table and two models")
    window.find("label", "It reads the column 'agency', which mortgage.csv does not have.")


def a_table_that_changed_since_saving_is_noticed(start, session, folder):
    link(session, folder, "complete.h5", "limited.h5")
    table = os.path.join(folder, "mortgage.csv")
    with open(beside(session, "mortgage.csv")) as old:
        lines = old.readlines()
    with open(table, "w") as new:
        new.writelines(lines)
    path = write_session(folder, session)
    window = start(path)
    window.label("20\u00a0000 rows ·")
    window.keys("ctrl+s")
    window.wait(lambda: "stamp" in json.load(open(path))["data"], "the stamp in the file")
    window.stop()
    with open(table, "w") as new:
        new.writelines(lines[:-1])
    again = start(path)
    again.find("label", "mortgage.csv has changed since this session was saved.")
    again.label("19\u00a0999 rows ·")


def a_table_that_changes_while_it_is_open_is_read_again_with_the_edits(start, session, folder):
    link(session, folder, "complete.h5", "limited.h5")
    table = os.path.join(folder, "mortgage.csv")
    with open(beside(session, "mortgage.csv")) as old:
        lines = old.readlines()
    with open(table, "w") as new:
        new.writelines(lines)
    window = start(write_session(folder, session))
    window.label("20\u00a0000 rows ·")
    window.go_to_row(4127)
    window.find("text", "loan_amount_000s").queryEditableText().setTextContents("321")
    window.label("· 1 change")
    with open(table, "a") as new:
        new.writelines(lines[-2:])
    window.find("label", "mortgage.csv has changed on the disk since it was opened.")
    window.press("push button", "Reload")
    window.label("20\u00a0002 rows ·")
    window.label("Row 4\u00a0127")
    window.label("· 1 change")
    amount = window.find("text", "loan_amount_000s").queryText()
    window.wait(lambda: amount.getText(0, amount.characterCount) == "321", "the edit")


def words_that_are_no_utf_8_are_read(start, session, folder):
    table = os.path.join(folder, "words.csv")
    with open(table, "wb") as new:
        new.write(b"text,y,given\nplain,0,0.1\ncaf\xe9 \xff\xfe bad,1,0.9\n\xc3\x28 half,1,0.7\n")
    window = start(table, "--model", "column:given", "--label", "y", "--positive", "1")
    window.label("3 rows · positive is y = 1")
    window.go_to_row(1)
    window.find("label", "caf\u00e9 \u00ff\u00fe bad")


def a_newer_session_is_refused_by_a_sentence(start, session, folder):
    window = start(write_session(folder, session, counterpoint=2))
    window.find("label", "mine.counterpoint: is a session of version 2; this program reads version 1.")


sys.exit(run([
    a_table_and_two_models_open_once_the_values_add_up,
    cancelling_leaves_the_window_as_it_was,
    a_table_alone_is_looked_at,
    a_folder_of_one_table_with_models_is_opened,
    what_is_nothing_to_open_is_told,
    a_missing_model_found_beside_the_session_is_proposed,
    a_session_whose_model_no_longer_fits_says_so_at_the_model,
    a_table_that_changed_since_saving_is_noticed,
    a_table_that_changes_while_it_is_open_is_read_again_with_the_edits,
    words_that_are_no_utf_8_are_read,
    a_newer_session_is_refused_by_a_sentence,
]))
