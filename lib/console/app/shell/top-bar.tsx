import TopNavigation from '@cloudscape-design/components/top-navigation'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { signInName, type Who } from '../session.ts'
import { chooseTheme, chosenTheme, type Theme } from '../theme.ts'

const themes: readonly { id: Theme; text: string }[] = [
  { id: 'system', text: 'System default' },
  { id: 'light', text: 'Light' },
  { id: 'dark', text: 'Dark' },
]

/** Who is signed in, in which tenant, the theme, and the way out. */
export function TopBar({ who, onSignOut }: { who: Who; onSignOut: () => void }) {
  const [, go] = useLocation()
  const [theme, setTheme] = useState(chosenTheme)
  return (
    <div id="top">
      <TopNavigation
        identity={{
          title: 'Sluice',
          href: '/console/',
          onFollow: (event) => {
            event.preventDefault()
            go('/')
          },
        }}
        utilities={[
          {
            type: 'menu-dropdown',
            text: 'Theme',
            ariaLabel: `Theme: ${theme}`,
            items: themes.map((one) => ({
              ...one,
              itemType: 'checkbox' as const,
              checked: one.id === theme,
            })),
            onItemClick: ({ detail }) => {
              chooseTheme(detail.id as Theme)
              setTheme(detail.id as Theme)
            },
          },
          {
            type: 'menu-dropdown',
            text: signInName(who),
            description: `Tenant ${who.tenant}`,
            iconName: 'user-profile',
            items: [
              { id: 'about', text: 'Versions and endpoints' },
              { id: 'sign-out', text: 'Sign out' },
            ],
            onItemClick: ({ detail }) => (detail.id === 'sign-out' ? onSignOut() : go('/about')),
          },
        ]}
      />
    </div>
  )
}
