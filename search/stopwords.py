"""Words too common to look for, and words that tell German from English.

`STOPS` is short on purpose: only words that never are what somebody looks for, in either
language. Negations, "can" and "will" stay, and so does whatever is a noun in the other language.
"""

STOPS = frozenset(
    """
    der die das den dem des ein eine einen einem einer eines und oder ist sind war waren wird werden
    wurde wurden bin bist sein seine seinen seiner haben habe hat hatte ich du er sie es wir ihr mir
    mich dir dich sich uns euch ihm ihn ihnen mein meine meinen meiner dein deine unser unsere
    zu zum zur im in am an auf aus bei beim mit von vom für fuer nach über ueber um bis durch
    vor seit ob dass daß wenn als wie auch noch nur schon so da doch mal denn aber sehr wo was wer dieser diese
    dieses diesem diesen hier dort
    the a an and or of to on is are was were be been it its i you he she we they me my your our their
    for with at by from as this that these those there here has have had do does did if but so
    am us them his her which who what when where how
    """.split()  # noqa: SIM905  (a text is easier to keep than a list)
)

GERMAN = frozenset(
    """
    der die das den dem des ein eine einen einem einer und oder ist sind wird werden wurde haben habe
    hat ich du er sie wir ihr mir mich dir uns euch nicht kein keine zu zum zur im auf aus bei beim
    mit von vom für nach über um bis durch dass wenn als wie auch noch nur schon mal denn aber sehr
    kann können muss müssen soll gibt danke bitte heute morgen jemand alle mehr hier bitte ja nein
    """.split()  # noqa: SIM905  (a text is easier to keep than a list)
)

ENGLISH = frozenset(
    """
    the a an and or of to on is are were be been it its i you he she we they my your our their not
    no for with at by from as this that these those there has have had do does did if but can could
    would should will please thanks today tomorrow anyone somebody all more here yes just who what
    when where how which
    """.split()  # noqa: SIM905  (a text is easier to keep than a list)
)
