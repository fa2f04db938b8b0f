"""What a draft says to a customer in our words, in German (True) or English."""

from typing import Final

UPDATE: Final = {
    False: {
        "hello": "Hello {name},",
        "about": "A short update on your question “{goal}”:",
        "owed": "What was promised still stands: “{text}” ({due}).",
        "late": "“{text}” was due on {due} and is late. I am sorry about that.",
        "with_us": "It is with a colleague, who reads all that you wrote.",
        "waits": "It is in our queue, and nothing that you wrote is lost.",
    },
    True: {
        "hello": "Guten Tag {name},",
        "about": "Ein kurzer Stand zu Ihrer Frage „{goal}“:",
        "owed": "Was versprochen wurde, gilt weiter: „{text}“ ({due}).",
        "late": "„{text}“ war am {due} fällig und ist verspätet. Das tut mir leid.",
        "with_us": "Es ist bei jemandem aus unserem Team, der alles liest, was Sie schrieben.",
        "waits": "Es liegt bei uns in der Reihe, und nichts, was Sie schrieben, ist verloren.",
    },
}
