import { applyMode, Mode } from '@cloudscape-design/global-styles'

export type Theme = 'system' | 'light' | 'dark'

const key = 'sluice-theme'
const prefersDark = matchMedia('(prefers-color-scheme: dark)')

/** What was chosen in this browser; what the system prefers where nothing was. */
export function chosenTheme(): Theme {
  const kept = localStorage.getItem(key)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(key, theme)
  applyTheme()
}

/** Shows the page in the chosen theme. */
export function applyTheme(): void {
  const theme = chosenTheme()
  const isDark = theme === 'dark' || (theme === 'system' && prefersDark.matches)
  applyMode(isDark ? Mode.Dark : Mode.Light, document.documentElement)
  document.documentElement.classList.toggle('dark', isDark)
}

/** Follows the system while nothing else was chosen. */
export function followSystem(): void {
  applyTheme()
  prefersDark.addEventListener('change', applyTheme)
}
