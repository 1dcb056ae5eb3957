// Opens EPUBs in two reading engines that others wrote, foliate-js and epub.js, in one Chromium.
//
// usage: node engines.cjs PLAN    NODE_PATH names the packages, PUPPETEER_EXECUTABLE_PATH the browser
//
// PLAN is a JSON file: {fonts, books: [{file, shots: [{path, engine, href, width, height, night}]}]}.
// `fonts` names a configuration of fontconfig, so that every machine draws with the same faces.
// Prints one line of JSON for each book in each engine, and writes the pictures that are asked for.
'use strict';

const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { chromium } = require('playwright-core');

const ENGINES = ['foliate', 'epubjs'];
const PHONE = { width: 390, height: 780 };
const DESK = { width: 1280, height: 900 };
const NIGHT = 'rgb(18, 18, 18)';
const STYLES = {
  day: 'html { color: #000 !important; background: #fff !important }',
  // As reading programs do it: ink, ground and links of their own, nothing else.
  night: `html { color: #ddd !important; background: ${NIGHT} !important } a:link { color: #9cf }`,
};
const KINDS = { '.js': 'text/javascript', '.epub': 'application/epub+zip' };

/** Serves the windows, the engines and the books to this machine alone. */
function serve(books) {
  const roots = [
    ['/npm/', (name) => path.join(process.env.NODE_PATH, name)],
    ['/own/', (name) => path.join(__dirname, name)],
    ['/book/', (name) => books[parseInt(name, 10)].file],
  ];
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const engine = ENGINES.find((name) => pathname === `/${name}`);
    if (engine) {
      response.setHeader('Content-Type', 'text/html');
      return response.end(windowOf(engine));
    }
    const root = roots.find(([begin]) => pathname.startsWith(begin));
    const file = root?.[1](pathname.slice(root[0].length));
    if (!file || !fs.existsSync(file)) return response.writeHead(404).end();
    response.setHeader('Content-Type', KINDS[path.extname(file)] ?? 'application/octet-stream');
    fs.createReadStream(file).pipe(response);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function windowOf(engine) {
  const scripts = engine === 'epubjs' ? ['/npm/jszip/dist/jszip.min.js', '/npm/epubjs/dist/epub.js'] : [];
  return `<!DOCTYPE html><meta charset="utf-8"><title>${engine}</title><link rel="icon" href="data:,">
    <style>html, body, foliate-view { margin: 0; width: 100%; height: 100%; display: block }</style>
    ${scripts.map((script) => `<script src="${script}"></script>`).join('')}
    <script type="module" src="/own/page.js"></script>
    <script type="module" src="/own/${engine}.js"></script><body></body>`;
}

/** A window of an engine with a book open in it; `noise` collects what goes wrong in it. */
async function open(browser, origin, engine, index, { width, height, night }, noise = []) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: night ? 'dark' : 'light',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => noise.push(String(error)));
  page.on('console', (message) => {
    // Chromium's opinion of the engines, not of the book.
    const isOfEngine = message.text().includes('iframe which has both');
    if (['error', 'warning'].includes(message.type()) && !isOfEngine) noise.push(message.text());
  });
  page.on('request', (request) => {
    const url = request.url();
    if (![origin, 'blob:', 'data:', 'about:'].some((begin) => url.startsWith(begin))) noise.push(`asks for ${url}`);
  });
  await page.goto(`${origin}/${engine}`);
  await page.waitForFunction(() => window.reader && window.section);
  await page.evaluate(([url, style]) => window.reader.open(url, style), [`/book/${index}`, night ? STYLES.night : STYLES.day]);
  return { page, close: () => context.close() };
}

/** Everything about a book in an engine that is no picture: laid out on a telephone, by night. */
async function report(browser, origin, engine, book, index) {
  const noise = [];
  const { page, close } = await open(browser, origin, engine, index, { ...PHONE, night: true }, noise);
  const about = await page.evaluate(() => window.reader.about());
  const pages = [];
  for (let place = 0; place < about.sections.length; place++) {
    const section = await page.evaluate(([place, night]) => window.section(place, night), [place, NIGHT]);
    pages.push({ name: about.sections[place], ...section });
  }
  const taps = [];
  for (let place = 0; place < about.sections.length; place++) {
    const tap = await page.evaluate((place) => window.tap(place), place);
    if (tap) taps.push({ from: about.sections[place], ...tap });
  }
  await close();
  const desk = engine === 'foliate' ? await onDesk(browser, origin, index, pages) : null;
  return { file: book.file, engine, ...about, sections: pages, taps, desk, noise };
}

/** The first section with pairs on a wide screen, in the engine that can show a book without pages. */
async function onDesk(browser, origin, index, pages) {
  const place = pages.findIndex(({ stance }) => stance.pairs > 0);
  if (place < 0) return null;
  const { page, close } = await open(browser, origin, 'foliate', index, DESK);
  await page.evaluate(() => window.reader.scroll());
  const found = await page.evaluate((place) => window.scrolled(place), place);
  await close();
  return found;
}

async function photograph(browser, origin, index, shot) {
  const { page, close } = await open(browser, origin, shot.engine, index, shot);
  await page.evaluate(async (href) => {
    await window.reader.goTo(href);
    await window.settled(window.reader.shown().doc);
  }, shot.href);
  await page.waitForTimeout(150);
  fs.mkdirSync(path.dirname(shot.path), { recursive: true });
  await page.screenshot({ path: shot.path });
  await close();
}

async function main() {
  const { fonts, books } = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
  const server = await serve(books);
  const origin = `http://127.0.0.1:${server.address().port}`;
  const browser = await chromium.launch({
    executablePath: process.env.PUPPETEER_EXECUTABLE_PATH,
    env: { ...process.env, ...(fonts && { FONTCONFIG_FILE: fonts }) },
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync',
      '--disable-background-networking', '--disable-component-update',
      // The same dots on every machine.
      '--font-render-hinting=none', '--disable-lcd-text', '--force-color-profile=srgb', '--hide-scrollbars',
    ],
  });
  try {
    for (const [index, book] of books.entries()) {
      const read = (engine) => report(browser, origin, engine, book, index)
        .catch((error) => ({ file: book.file, engine, failure: String(error) }));
      // On a slow machine foliate-js may lay out a section that it has just left, and throw. A fault of the book
      // comes again.
      const hasThrown = ({ noise }) => noise?.some((text) => text.startsWith('TypeError'));
      const reports = ENGINES.map(async (engine) => {
        const first = await read(engine);
        return hasThrown(first) ? read(engine) : first;
      });
      for (const one of await Promise.all(reports)) console.log(JSON.stringify(one));
      for (const shot of book.shots ?? []) await photograph(browser, origin, index, shot);
    }
  } finally {
    await browser.close();
    server.close();
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
