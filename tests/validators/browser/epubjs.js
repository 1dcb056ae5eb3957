// The window of epub.js: what engines.cjs asks of either engine, in epub.js's words.
import { short } from './page.js'

let book, rendition

const target = async (href) => {
    const [path, id] = href.split('#')
    const section = book.spine.get(path)
    if (!section) return { index: -1, isThere: false }
    const root = await section.load(book.load.bind(book))
    const isThere = !id || Boolean(root.ownerDocument.getElementById(id))
    return { index: section.index, isThere }
}
const flat = (items) => (items ?? []).flatMap((item) => [item, ...flat(item.subitems)])
const entries = (items, label) => Promise.all(flat(items).map(async (item) => {
    const { index, isThere } = await target(item.href)
    return { label: label(item), href: short(item.href), index, isThere }
}))

window.reader = {
    async open(url, style) {
        book = ePub(await (await fetch(url)).arrayBuffer())
        await book.ready
        rendition = book.renderTo(document.body, { width: '100%', height: '100%', flow: 'paginated' })
        rendition.hooks.content.register((contents) => contents.addStylesheetCss(style, 'night'))
    },
    async about() {
        return {
            title: book.packaging.metadata.title,
            // It keeps one language of a book, the last.
            languages: [book.packaging.metadata.language],
            sections: book.spine.spineItems.map((section) => short(section.href)),
            contents: await entries(book.navigation.toc, (item) => item.label.trim()),
            // Of a page's label it keeps the number at the begin.
            pages: await entries(book.pageList?.pageList ?? [], (item) => String(item.page)),
        }
    },
    show: (index) => rendition.display(index),
    goTo: (href) => rendition.display(href),
    shown() {
        // None while a section is on its way.
        const contents = rendition.getContents()[0]
        return contents && { doc: contents.document, index: contents.sectionIndex }
    },
    follow(href, index) {
        if (/^[a-z]+:/.test(href)) return null
        const own = book.spine.get(index).href
        return target(href.startsWith('#') ? own + href : href)
    },
}
