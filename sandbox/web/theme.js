// Dark or light: the system's choice until the person chooses.
const KEY = 'till-theme';
const root = document.documentElement;

const stored = () => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
};

/** Applies what was chosen before. */
export function startTheme() {
  const theme = stored();
  if (theme) root.dataset.theme = theme;
}

/** Switches to the other one and returns its name. */
export function switchTheme() {
  const light = root.dataset.theme ? root.dataset.theme === 'light' : matchMedia('(prefers-color-scheme: light)').matches;
  const theme = light ? 'dark' : 'light';
  root.dataset.theme = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // A browser that keeps nothing still switches.
  }
  return theme;
}
