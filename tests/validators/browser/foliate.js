// The window of foliate-js: what engines.cjs asks of either engine, in foliate's words.
import '/npm/foliate-js/view.js'
import { short } from './page.js'

let view

/** The page of the spine at a place, with the names of its archive's folder left out. */
const target = async (href) => {
    const { index, anchor } = view.book.resolveHref(href) ?? { index: -1 }
    if (index < 0) return { index, isThere: false }
    const document = await view.book.sections[index].createDocument()
    const found = anchor(document)
    return { index, isThere: found === 0 || Boolean(found) }
}
const flat = (items) => (items ?? []).flatMap((item) => [item, ...flat(item.subitems)])
const entries = (items) => Promise.all(flat(items).map(async ({ label, href }) => {
    const { index, isThere } = await target(href)
    return { label: label.trim(), href: short(href), index, isThere }
}))

window.reader = {
    async open(url, style) {
        view = document.createElement('foliate-view')
        document.body.append(view)
        await view.open(new File([await (await fetch(url)).blob()], 'book.epub'))
        view.renderer.setStyles(style)
    },
    async about() {
        const { book } = view
        return {
            title: book.metadata.title,
            languages: [book.metadata.language].flat(),
            sections: book.sections.map((section) => short(section.id)),
            contents: await entries(book.toc),
            pages: await entries(book.pageList),
        }
    },
    show: (index) => view.goTo(index),
    /** Without pages, as wide as the window. */
    scroll() {
        view.renderer.setAttribute('flow', 'scrolled')
        view.renderer.setAttribute('max-inline-size', `${window.innerWidth}px`)
    },
    goTo: (href) => view.goTo(`OEBPS/${href}`),
    shown: () => view.renderer.getContents()[0],
    follow(href, index) {
        const section = view.book.sections[index]
        return view.book.isExternal(href) ? null : target(section.resolveHref(href))
    },
}
