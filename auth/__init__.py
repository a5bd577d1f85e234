"""Two questions: who are you? may you?"""
