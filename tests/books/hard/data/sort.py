"""Sorts words by their length, and words of one length by their letters."""


class Words:
    def __init__(self, words):
        self.words = list(words)

    def sorted(self):
        def key(word):
            # A line so long that it has to go on in the next row of the listing, whatever its page is, with a number before it.
            return (len(word), word)

        return sorted(self.words, key=key)
