// The dashboard in a real browser: usage dashboard.mjs PAGE SCREENSHOTS HUGE_PAGE. Prints a line for what does not hold.
import {chromium} from 'playwright-core';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {pathToFileURL} from 'node:url';

const [page_file, screenshots, huge_file] = process.argv.slice(2);
const url = pathToFileURL(page_file).href;
let failures = 0;
const expect = (name, wanted, actual) => {
  if (JSON.stringify(wanted) === JSON.stringify(actual)) return;
  console.log(`FAILED: ${name}\n  expected: ${JSON.stringify(wanted)}\n  actual:   ${JSON.stringify(actual)}`);
  ++failures;
};

const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--no-sandbox']});

// A page, with everything that it says to the console and asks of the network.
const open = async (options) => {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
  const page = await context.newPage();
  const said = [];
  const asked = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('dialog', (dialog) => said.push(`dialog ${dialog.message()}`) && dialog.dismiss());
  page.on('request', (request) => request.url() !== url && asked.push(request.url()));
  await page.goto(url);
  return {page, context, said, asked};
};
const columnOf = (page, table, column) =>
  page.$$eval(`#${table} tbody tr`, (rows, at) =>
    rows.filter((row) => !row.hidden).map((row) => row.cells[at].innerText.split('\n')[0]), column);
// What axe-core says against the page: roles, names, contrast.
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
const complaintsOf = async (page) => {
  await page.evaluate(axe);
  const {violations} = await page.evaluate(() => window.axe.run());
  return violations.flatMap(({id, nodes}) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)} ${node.any.map((each) => each.message).join(' ')}`));
};
const themeOf = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

const {page, said, asked} = await open({colorScheme: 'light'});
expect('the title', 'Licenses · headroom', await page.title());
expect('one heading, the verdict', ['2 licenses are past their limits, 2 more need attention'],
       await page.$$eval('h1', (all) => all.map((each) => each.innerText)));
const gravest = await columnOf(page, 'licenses', 0);
expect('the gravest first', ['sql-server-enterprise', 'windows-server', 'batch-renderer'], gravest.slice(0, 3));

// Sorting, by mouse and by keyboard.
const header = (table, name) => page.locator(`#${table} thead th`, {hasText: name});
await header('licenses', 'In use').getByRole('button').click();
expect('a number sorts with the most first', ['2,016', '792', '111', '100'], (await columnOf(page, 'licenses', 2)).slice(0, 4));
expect('the header says so', 'descending', await header('licenses', 'In use').getAttribute('aria-sort'));
await header('licenses', 'In use').getByRole('button').press('Enter');
expect('and then with the least', ['0', '0', '12', '25'], (await columnOf(page, 'licenses', 2)).slice(0, 4));
expect('which the header says, too', 'ascending', await header('licenses', 'In use').getAttribute('aria-sort'));
await header('licenses', 'License').getByRole('button').press(' ');
expect('text sorts by the alphabet', ['batch-renderer', 'legacy-middleware', 'oracle-database'],
       (await columnOf(page, 'licenses', 0)).slice(1, 4));
expect('one header at a time', 1, await page.locator('#licenses th[aria-sort]').count());
await header('licenses', 'Limit').getByRole('button').click();
expect('what has no number comes last', 'none', (await columnOf(page, 'licenses', 5)).at(-1));

// Filtering.
const filter = page.locator('form[data-table="licenses"]');
await filter.getByRole('searchbox').fill('SUSE');
expect('a filter', 2, (await columnOf(page, 'licenses', 0)).length);
expect('says how many are left', '2 of 9 shown', await filter.locator('output').innerText());
await filter.getByRole('searchbox').press('Enter');
expect('Enter leaves the page where it is', url, page.url());
await filter.getByRole('searchbox').fill('');
await filter.getByLabel('Standing').selectOption('past');
expect('by standing', ['sql-server-enterprise', 'windows-server'], (await columnOf(page, 'licenses', 0)).sort());

// The keyboard reaches everything, in order, and one sees where it is.
await page.reload();
await page.keyboard.press('Tab');
expect('first a way past the top', 'To the licenses', await page.evaluate(() => document.activeElement.innerText));
await page.keyboard.press('Tab');
expect('then the theme', 'theme', await page.evaluate(() => document.activeElement.id));
expect('with a visible focus', 'solid', await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle));

// The theme.
const light = await themeOf(page);
expect('the button says that it is light', 'false', await page.locator('#theme').getAttribute('aria-pressed'));
await page.keyboard.press('Enter');
const dark = await themeOf(page);
expect('the button changes the theme', true, light !== dark);
expect('and says so', 'true', await page.locator('#theme').getAttribute('aria-pressed'));
expect('to the eye too', '"✓ "', await page.evaluate(() => getComputedStyle(document.getElementById('theme'), '::before').content));
await page.reload();
expect('which the browser remembers', dark, await themeOf(page));

// What a screen reader is told.
expect('each table has a caption', 0, await page.locator('table:not(:has(caption))').count());
expect('each input a label', 0, await page.$$eval('input, select', (all) => all.filter((each) => each.labels.length === 0).length));
expect('each bar a text', 0, await page.locator('svg.bar:not([aria-label])').count());
expect('no id twice', [], await page.$$eval('[id]', (all) => all.map((each) => each.id).filter((id, at, ids) => ids.indexOf(id) !== at)));
await page.emulateMedia({media: 'print'});
expect('printed without controls', 0, await page.locator('.controls:visible, .theme:visible').count());
expect('printed in light', 'light', await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme));
expect('nothing on the console', [], said);
expect('nothing asked of the network', [], asked);

// It reads without a script.
const still = await open({javaScriptEnabled: false});
expect('without a script: the licenses', gravest, await columnOf(still.page, 'licenses', 0));
expect('without a script: no controls that do nothing', 0, await still.page.locator('.controls:visible, .theme:visible, th button').count());

for (const width of [1280, 800, 400]) {
  for (const colorScheme of ['light', 'dark']) {
    const each = await open({viewport: {width, height: 900}, colorScheme});
    expect(`no overflow at ${width}`, true, await each.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    expect(`${colorScheme} as the system is`, colorScheme === 'dark' ? dark : light, await themeOf(each.page));
    await each.page.screenshot({path: `${screenshots}/dashboard-${width}-${colorScheme}.png`, fullPage: true});
    expect(`axe at ${width}, ${colorScheme}`, [], await complaintsOf(each.page));
    await each.context.close();
  }
}

// The largest numbers there may be are seen whole, too.
const beyond = (page) => page.$$eval('td, th, dd, h1, li, p', (all) => all.filter((each) => {
  const text = document.createRange();
  text.selectNodeContents(each);
  const {width, right} = text.getBoundingClientRect();
  return width > 1 && right > (each.closest('section, .tiles div') ?? document.body).getBoundingClientRect().right;
}).map((each) => each.innerText));
for (const width of [1280, 800, 400, 320]) {
  const {page, context} = await open({viewport: {width, height: 900}});
  await page.goto(pathToFileURL(huge_file).href);
  expect(`huge numbers at ${width}`, [], await beyond(page));
  expect(`no overflow of huge numbers at ${width}`, true, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await page.screenshot({path: `${screenshots}/huge-${width}.png`, fullPage: true});
  await context.close();
}
await browser.close();
console.log(failures === 0 ? 'the dashboard does what it should' : `${failures} failures`);
process.exit(failures > 0 ? 1 : 0);
