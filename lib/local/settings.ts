import { parseArgs } from 'node:util'
import { addressPolicy } from '#core/outbound/address-policy.ts'
import type { LocalOptions } from './app.ts'
import { defaultAdminPassword, isLoopback } from './trusted-origins.ts'

/** What `npm start` is told: options of the command line and environment variables. */
export interface Settings extends Omit<LocalOptions, 'registry' | 'timers' | 'console'> {
  /** How many simulated runtimes to start, and the archives to start each with. */
  servers: number
  applications: string[]
  isDefaultPassword: boolean
  outboundRanges: readonly string[]
}

/** A setting that cannot be; the message says which and what it must be. */
export class SettingError extends Error {}

export const usage = `Usage: npm start -- [options]

Runs Sluice on this machine: the APIs, the AWS endpoints they use, and simulated runtimes.

  --ephemeral              keep nothing: the state is in a temporary folder
  --servers N              start N simulated runtimes, 0 to 50 (default 3)
  --application FILE       place this archive on each of them; may be repeated
  --help                   print this

Environment variables:

  PORT, AWS_PORT           ports of the APIs and of the AWS endpoints (3000, 4566); 0 takes a free one
  HOST                     address to listen on (127.0.0.1); beyond loopback only with SLUICE_ADMIN_PASSWORD
  SLUICE_ALLOWED_HOSTS     further host names this machine is reached under, separated by commas
  SLUICE_ALLOWED_ORIGINS   origins whose web pages may call, separated by commas
  SLUICE_DATA              folder of the state (.sluice)
  SLUICE_ADMIN_PASSWORD    password of the user admin, at the first start (admin)
  SLUICE_FLOW_QUOTA        flows a tenant may have (1000)
  SLUICE_OUTBOUND_RANGES   addresses that flows may call besides public ones, separated by commas (127.0.0.0/8,::1/128)
  SLUICE_LOG               debug prints the functions' logs`

/** Undefined when help was asked for. Throws `SettingError`. */
export function readSettings(args: string[], env: NodeJS.ProcessEnv): Settings | undefined {
  const values = readArguments(args)
  if (values.help) return undefined
  if (env.SLUICE_ADMIN_PASSWORD === '') throw new SettingError('SLUICE_ADMIN_PASSWORD must not be empty.')
  const host = env.HOST ?? '127.0.0.1'
  const adminPassword = env.SLUICE_ADMIN_PASSWORD ?? (isLoopback(host) ? defaultAdminPassword : undefined)
  if (!adminPassword) {
    throw new SettingError(
      `HOST is ${host}, which others can reach: set SLUICE_ADMIN_PASSWORD, the default password is for loopback only.`,
    )
  }
  return {
    servers: whole('--servers', values.servers, 50, 'More: npm run simulate.'),
    applications: values.application,
    host,
    port: whole('PORT', env.PORT ?? '3000', 65_535),
    awsPort: whole('AWS_PORT', env.AWS_PORT ?? '4566', 65_535),
    allowedHosts: listed(env.SLUICE_ALLOWED_HOSTS),
    allowedOrigins: listed(env.SLUICE_ALLOWED_ORIGINS),
    dataFolder: values.ephemeral ? undefined : (env.SLUICE_DATA ?? '.sluice'),
    adminPassword,
    isDefaultPassword: env.SLUICE_ADMIN_PASSWORD === undefined,
    flowQuota: whole('SLUICE_FLOW_QUOTA', env.SLUICE_FLOW_QUOTA ?? '1000', 1_000_000_000),
    outboundRanges: ranges(env.SLUICE_OUTBOUND_RANGES ?? '127.0.0.0/8,::1/128'),
    logLevel: env.SLUICE_LOG === 'debug' ? 'DEBUG' : 'WARN',
  }
}

function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        ephemeral: { type: 'boolean', default: false },
        servers: { type: 'string', default: '3' },
        application: { type: 'string', multiple: true, default: [] },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    throw new SettingError(`${(error as Error).message}\n\n${usage}`)
  }
}

function whole(name: string, text: string, most: number, hint = ''): number {
  const number = Number(text)
  if (text.trim() !== '' && Number.isInteger(number) && number >= 0 && number <= most) return number
  throw new SettingError(`${name} must be a whole number up to ${most}, not ${text}. ${hint}`.trim())
}

function ranges(text: string): string[] {
  const found = listed(text)
  try {
    addressPolicy(found)
    return found
  } catch (error) {
    throw new SettingError(`SLUICE_OUTBOUND_RANGES: ${(error as Error).message}`)
  }
}

const listed = (text = ''): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
