import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation'
import { useLocation } from 'wouter'
import { useMay } from '../session.ts'
import { navigation } from './places.ts'

export const base = '/console'

/** The pages by what they are about. */
export function Navigation() {
  const [path, go] = useLocation()
  const may = useMay()
  const items = navigation.flatMap(({ text, places }): SideNavigationProps.Item[] => {
    const links = places
      .filter(({ permission }) => permission === undefined || may(permission))
      .map((place) => ({ type: 'link' as const, text: place.text, href: `${base}${place.path}` }))
    if (links.length === 0) return []
    return text === '' ? links : [{ type: 'section', text, items: links }]
  })
  const first = `/${path.split('/')[1] ?? ''}`
  return (
    <SideNavigation
      header={{ text: 'Sluice', href: `${base}/` }}
      activeHref={`${base}${first}`}
      items={items}
      onFollow={(event) => {
        if (event.detail.external) return
        event.preventDefault()
        go(event.detail.href.slice(base.length) || '/')
      }}
    />
  )
}
