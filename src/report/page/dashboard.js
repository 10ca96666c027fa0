'use strict';
// The page reads without this: it only sorts, filters and changes the theme.
(() => {
  const root = document.documentElement;

  const remember = (theme) => {
    try {
      localStorage.setItem('headroom-theme', theme);
    } catch {
      // A browser that forgets is none the worse.
    }
  };
  const remembered = () => {
    try {
      return localStorage.getItem('headroom-theme');
    } catch {
      return null;
    }
  };
  const toggle = document.getElementById('theme');
  const isDark = () =>
    (root.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  const showTheme = () => toggle.setAttribute('aria-pressed', String(isDark()));
  const known = remembered();
  if (known === 'dark' || known === 'light') root.dataset.theme = known;
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', showTheme);
  toggle.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    remember(root.dataset.theme);
    showTheme();
  });
  showTheme();
  toggle.hidden = false;

  // A cell sorts by its data-sort, a number, or else by its text; what is not known comes last either way.
  const keyOf = (row, column) => {
    const cell = row.cells[column];
    if (cell.dataset.sort === undefined) return cell.textContent.trim();
    return cell.dataset.sort === '' ? null : Number(cell.dataset.sort);
  };
  const compare = (a, b) => (typeof a === 'number' ? a - b : a.localeCompare(b, undefined, {numeric: true}));
  const sort = (table, column, direction) => {
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => ({row, key: keyOf(row, column)}));
    rows.sort((a, b) => {
      if (a.key === null || b.key === null) return (a.key === null) - (b.key === null);
      return direction * compare(a.key, b.key);
    });
    body.append(...rows.map(({row}) => row));
  };
  for (const table of document.querySelectorAll('table')) {
    const headers = [...table.tHead.rows[0].cells];
    headers.forEach((header, column) => {
      if (header.dataset.plain !== undefined) return;
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...header.childNodes);
      header.append(button);
      button.addEventListener('click', () => {
        const first = header.classList.contains('n') ? 'descending' : 'ascending';
        const second = first === 'ascending' ? 'descending' : 'ascending';
        const order = header.getAttribute('aria-sort') === first ? second : first;
        headers.forEach((other) => other.removeAttribute('aria-sort'));
        header.setAttribute('aria-sort', order);
        sort(table, column, order === 'ascending' ? 1 : -1);
      });
    });
  }

  for (const form of document.querySelectorAll('form.controls')) {
    const table = document.getElementById(form.dataset.table);
    const [text, state] = [form.elements.text, form.elements.state];
    const filter = () => {
      const wanted = text.value.trim().toLowerCase();
      let shown = 0;
      for (const row of table.tBodies[0].rows) {
        row.hidden = !(row.textContent.toLowerCase().includes(wanted) &&
                       (!state || state.value === '' || row.dataset.state.split(' ').includes(state.value)));
        if (!row.hidden) ++shown;
      }
      const all = table.tBodies[0].rows.length;
      form.querySelector('output').textContent = shown === all ? `All ${all} shown` : `${shown} of ${all} shown`;
    };
    form.addEventListener('input', filter);
    form.addEventListener('submit', (event) => event.preventDefault());
    form.hidden = false;
    filter();
  }
})();
