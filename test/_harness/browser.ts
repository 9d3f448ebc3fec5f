import packed from '@sparticuz/chromium'
import {
  chromium,
  type Browser,
  type BrowserContext,
  type Locator,
  type Page,
  type ViewportSize,
} from 'playwright-core'
import { consoleFolder } from '../../lib/console/build.ts'
import type { TestApp, TestUser } from './app.ts'

/** Not the arguments that come with the package: they let pages do what browsers refuse, and a test should see that refused. */
const launchArguments = ['--no-sandbox', '--no-zygote', '--disable-gpu', '--font-render-hinting=none']

const cookie = { httpOnly: true, sameSite: 'Strict' } as const

/** The console as `startTestApp` takes it. */
export const builtConsole = { console: Promise.resolve(consoleFolder) }

export const startBrowser = async (): Promise<Browser> =>
  chromium.launch({ executablePath: await packed.executablePath(), args: launchArguments, chromiumSandbox: false })

/** Somebody in front of the console, and all that went wrong in their browser. */
export interface Visit {
  page: Page
  context: BrowserContext
  /** Goes to a page of the console and waits until it is drawn. */
  go: (path: string) => Promise<void>
  /** Errors in the browser's log, violations of the page's policy, and requests to others than the console's own origins. */
  problems: readonly string[]
  /**
   * Lets time pass in the page: what it would do within these seconds it does at once, and it goes on by the usual clock. Pages ask again every
   * five seconds where the API does not tell them.
   */
  pass: (seconds: number) => Promise<void>
  /** Lets time pass in the page until something is shown. */
  shows: (what: Locator) => Promise<void>
}

export interface VisitOptions {
  /** Who is signed in; without it nobody is. */
  as?: TestUser
  viewport?: ViewportSize
  colorScheme?: 'light' | 'dark'
}

/** A browser's profile of its own, in which somebody may be signed in. */
export async function profile(browser: Browser, app: TestApp, options: VisitOptions = {}): Promise<BrowserContext> {
  const { as, viewport = { width: 1280, height: 800 }, colorScheme = 'light' } = options
  const context = await browser.newContext({ viewport, colorScheme, baseURL: app.url, reducedMotion: 'reduce' })
  context.setDefaultTimeout(15_000)
  if (as) await context.addCookies([{ name: 'sluice-session', value: await app.tokenFor(as), url: app.url, ...cookie }])
  return context
}

/** Opens the console in a profile of its own. */
export async function visit(browser: Browser, app: TestApp, options: VisitOptions = {}): Promise<Visit> {
  const context = await profile(browser, app, options)
  const page = await context.newPage()
  await page.clock.install()
  const pass = (seconds: number) => page.clock.fastForward(seconds * 1000)
  return {
    page,
    context,
    problems: watchForProblems(page, [app.url, app.awsUrl]),
    async go(path) {
      await page.goto(`/console${path}`)
      await page.locator('h1').first().waitFor()
    },
    pass,
    async shows(what) {
      for (let left = 20; left > 0; left--) {
        await pass(6)
        const isShown = await what.waitFor({ timeout: 250 }).then(
          () => true,
          () => false,
        )
        if (isShown) return
      }
      await what.waitFor()
    },
  }
}

function watchForProblems(page: Page, origins: readonly string[]): readonly string[] {
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(`thrown: ${error.stack ?? error.message}`))
  page.on('console', (message) => {
    // The browser logs each refused request, and those are what the tests are about.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      problems.push(message.text())
  })
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    if (/^https?:$/.test(protocol) && !origins.includes(origin)) problems.push(`request to ${request.url()}`)
  })
  return problems
}
