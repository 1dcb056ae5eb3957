// What is looked at on a page that an engine has laid out, the same for both engines.

/** A file's name without the folder of the archive. */
export const short = (href) => decodeURI(href).replace(/^\/?OEBPS\//, '')

/** Red, green, blue and opacity of a computed colour, each 0–1. */
const channels = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number)
    return [r / 255, g / 255, b / 255, a]
}
const over = ([r, g, b, a], ground) =>
    [r, g, b].map((part, i) => part * a + ground[i] * (1 - a))
/** WCAG 2.2, relative luminance and contrast ratio. */
const luminance = (colour) => {
    const [r, g, b] = colour.map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b)
    return (light + 0.05) / (dark + 0.05)
}

const ground = (element, base) => {
    if (!element) return base
    const under = ground(element.parentElement, base)
    return over(channels(getComputedStyle(element).backgroundColor), under)
}

const name = (element) => {
    const words = element.textContent.trim().replace(/\s+/g, ' ').slice(0, 40)
    return `${element.localName}${element.id ? '#' + element.id : ''}: ${words}`
}

/** Elements whose own words stand out too little from what is behind them (WCAG 1.4.3: 4.5). */
export const faint = (doc, base) => {
    const elements = [...doc.body.querySelectorAll('*')].filter((element) =>
        [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    return elements.filter((element) => {
        const behind = ground(element, channels(base).slice(0, 3))
        const ink = over(channels(getComputedStyle(element).color), behind)
        return contrast(ink, behind) < 4.5
    }).map(name)
}

const scrolls = (element) => ['auto', 'scroll'].includes(getComputedStyle(element).overflowX)

/** Whether all of a box comes into view when it is scrolled, and the box itself fits a page. */
const isReachable = (box) => {
    box.scrollLeft = box.scrollWidth
    const [last, own] = [box.lastElementChild, box].map((element) => element.getBoundingClientRect())
    box.scrollLeft = 0
    return last.right <= own.right + 1 && own.height <= window.innerHeight
}

/** Elements that are wider than the column of the page they stand on, and cannot be scrolled. */
export const wide = (doc) => {
    const columns = [doc.documentElement, doc.body].map((root) => parseFloat(getComputedStyle(root).columnWidth))
    const column = columns.find((width) => width > 0) ?? window.innerWidth
    return [...doc.body.querySelectorAll('*')].filter((element) => {
        if (element.parentElement.closest('.scroll, .formula, .wide-formula')) return false
        const boxes = [...element.getClientRects()].map((box) => box.width)
        if (scrolls(element)) return Math.max(...boxes) > column + 1 || !isReachable(element)
        const inner = ['block', 'list-item'].includes(getComputedStyle(element).display) ? element.scrollWidth : 0
        return Math.max(...boxes, boxes.length === 1 ? inner : 0) > column + 1
    }).map(name)
}

/** Words that are broken in cells although there is room for them, or a box to scroll. */
export const broken = (doc) => [...doc.querySelectorAll('th, td')].filter((cell) => {
    const texts = doc.createTreeWalker(cell, NodeFilter.SHOW_TEXT)
    const range = doc.createRange()
    while (texts.nextNode()) {
        const { data } = texts.currentNode
        const isHyphenated = getComputedStyle(texts.currentNode.parentElement).hyphens === 'auto'
        for (const { 0: word, index } of data.matchAll(/[A-Za-z0-9]+/g)) {
            if (word.length > 16 || isHyphenated && /[a-z]/i.test(word)) continue
            range.setStart(texts.currentNode, index)
            range.setEnd(texts.currentNode, index + word.length)
            const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)))
            if (lines.size > 1) return true
        }
    }
    return false
}).map(name)

/** Formulas whose mark after them is on another line. */
export const stray = (doc) => [...doc.querySelectorAll('math:not([display])')].filter((formula) => {
    let next = formula
    while (next && !next.nextSibling && next.parentElement.localName === 'span') next = next.parentElement
    next = next.nextSibling
    while (next?.localName === 'span') next = next.firstChild
    if (next?.nodeType !== 3 || !/^[，。、；：！？）」』》,.;:!?)\]]/.test(next.data)) return false
    const range = doc.createRange()
    range.setStart(next, 0)
    range.setEnd(next, 1)
    const [mark, box] = [range, formula].map((part) => part.getBoundingClientRect())
    return mark.left < box.left || mark.top >= box.bottom
}).map((formula) => name(formula.parentElement))

/** Lists that bear other marks than their questions name: letters, numbers, none. */
export const mismarked = (doc) => [...doc.querySelectorAll('.options')].filter((list) => {
    const lettered = list.getAttribute('type') === 'A' ? 'upper-alpha' : null
    const wanted = lettered ?? (list.localName === 'ol' ? 'decimal' : 'circle')
    return getComputedStyle(list).listStyleType !== wanted
}).map(name)

/** Short things, and what must not part from the next one, that lie on two pages. */
export const parted = (doc) => {
    const page = (box) => Math.floor((box.left + 1) / window.innerWidth)
    const boxes = (element) => [...element.getClientRects()].filter((box) => box.height > 0)
    const isParted = (element) => {
        const pages = boxes(element)
        const height = pages.reduce((sum, box) => sum + box.height, 0)
        return height < window.innerHeight / 2 && new Set(pages.map(page)).size > 1
    }
    const isLeft = (element, next) => {
        const [last, first] = [boxes(element).at(-1), next && boxes(next)[0]]
        return last && first && page(last) !== page(first)
    }
    const whole = [...doc.querySelectorAll('h1, h2, h3, dt, figcaption, thead, .prompt, .options > li')]
    const heads = [...doc.querySelectorAll('.table thead')].map((head) => [head, head.nextElementSibling.firstElementChild])
    return [...whole.filter(isParted), ...heads.filter(([head, next]) => isLeft(head, next)).map(([head]) => head)].map(name)
}

/** How the pairs of a page stand: one under the other, or side by side with their first lines level. */
export const stance = (doc) => {
    const line = (element) => {
        const mark = doc.createElement('span')
        mark.style.cssText = 'display: inline-block; width: 0; height: 0'
        // The first line of a stanza is that of its first paragraph, whose lines may be of another height.
        const block = element.matches('.stanza') ? element.querySelector('p') : element
        block.prepend(mark)
        const { bottom } = mark.getBoundingClientRect()
        mark.remove()
        return bottom
    }
    const pairs = [...doc.querySelectorAll('section:not(.title-page) .pair')]
    const isBeside = ([first, second]) => {
        const [one, other] = [first.getBoundingClientRect(), second.getBoundingClientRect()]
        const isApart = one.right <= other.left || other.right <= one.left
        return isApart && Math.abs(line(first) - line(second)) < 1
    }
    return { pairs: pairs.length, beside: pairs.filter((pair) => isBeside([...pair.children])).length }
}

/** Whether an element begins on the page that is in the window. */
export const isInView = (element) => {
    const frame = element.ownerDocument.defaultView.frameElement.getBoundingClientRect()
    const box = element.getClientRects()[0] ?? element.getBoundingClientRect()
    const [x, y] = [frame.left + box.left, frame.top + box.top]
    return x >= -1 && x < window.innerWidth && y >= -1 && y < window.innerHeight
}

/** Waits until pictures and fonts of a document are there and two frames have been drawn. */
export const settled = async (doc) => {
    await doc.fonts.ready
    await Promise.all([...doc.images].map((image) => image.decode().catch(() => {})))
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
}

/** A laid-out section: its language, its text, where its links lead, what is amiss on its pages. */
export const section = async (index, base) => {
    await window.reader.show(index)
    const { doc } = window.reader.shown()
    await settled(doc)
    const hrefs = [...doc.querySelectorAll('a[href]')].map((link) => link.getAttribute('href'))
    const dead = []
    for (const href of hrefs) {
        const target = await window.reader.follow(href, index)
        if (target && !target.isThere) dead.push(href)
    }
    return {
        language: doc.documentElement.lang,
        text: doc.body.textContent.replace(/\s+/g, ''),
        links: hrefs.length,
        dead,
        wide: wide(doc),
        broken: broken(doc),
        stray: stray(doc),
        faint: faint(doc, base),
        parted: parted(doc),
        mismarked: mismarked(doc),
        stance: stance(doc),
    }
}

/** How the pairs of a section stand in a window that is wide and not cut into pages. */
export const scrolled = async (index) => {
    await window.reader.show(index)
    const { doc } = window.reader.shown()
    await settled(doc)
    return { wide: wide(doc), stance: stance(doc) }
}

/** Taps the first link of a section that leads to another one; says where the reader then is. */
export const tap = async (from) => {
    await window.reader.show(from)
    const { doc } = window.reader.shown()
    await settled(doc)
    const links = []
    for (const link of doc.querySelectorAll('a[href*="#"]')) {
        const href = link.getAttribute('href')
        const target = await window.reader.follow(href, from)
        if (!target?.isThere) continue
        const isInside = target.index === from
        if (isInside && isInView(doc.getElementById(href.split('#')[1]))) continue
        links.push({ link, href, target, isInside })
    }
    // A link out of the section comes first; one inside it must lead out of view.
    for (const { link, href, target } of links.sort((one, other) => one.isInside - other.isInside)) {
        link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, view: doc.defaultView }))
        for (let wait = 0; wait < 100; wait++) {
            await new Promise((resolve) => setTimeout(resolve, 50))
            const shown = window.reader.shown()
            const place = shown?.index === target.index && shown.doc.getElementById(href.split('#')[1])
            if (place && isInView(place)) return { href, isShown: true }
        }
        return { href, isShown: false }
    }
    return null
}
Object.assign(window, { section, scrolled, tap, settled })
