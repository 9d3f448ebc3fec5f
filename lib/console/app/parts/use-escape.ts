import { useEffect, useRef } from 'react'

/**
 * Has Escape close a dialog also when nothing in it has the focus, as after a click on its heading: the dialog itself hears only the keys that
 * are pressed within it.
 */
export function useEscape(close: () => void): void {
  const current = useRef(close)
  current.current = close
  useEffect(() => {
    const listen = ({ key }: KeyboardEvent) => {
      if (key === 'Escape' && document.activeElement === document.body) current.current()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
}
