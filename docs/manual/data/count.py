def count(words):
    total = {}
    for word in words:
        key = word.lower()
        if key not in total:
            total[key] = 0
        total[key] += 1
    return total
