import { CfnOutput, Duration, Fn, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import { CfnApi, CfnAuthorizer, CfnIntegration, CfnRoute, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnPermission } from 'aws-cdk-lib/aws-lambda'
import { FilterPattern, LogGroup, MetricFilter, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import type { Dialect } from '#runtime/declarations/dialect.ts'
import { authorizerName } from '#runtime/declarations/function-names.ts'
import { usualRate, type Rate } from '#runtime/declarations/operation.ts'
import { isFallbackAuthorized, type FunctionDefinition, type Registry } from '#inventory/registry.ts'
import { acknowledge } from './acknowledge.ts'
import { alarm } from './alarm.ts'
import { FunctionHome } from './function-home.ts'
import { functionArnOf, metricsNamespace } from './settings.ts'
import { UnitFunction, type Installation } from './unit-function.ts'

/**
 * One dialect: an HTTP API and a function for each operation. A stack holds 500 resources and an API 300 routes, so a
 * dialect has one of each; written with the plain resources, an operation takes six, and a role where no other may do the
 * same. Paths that are no operation's go
 * to the fallback, which answers in the dialect's form.
 */
export class DialectStack extends Stack {
  /** Scheme and host of the API. */
  readonly address: string
  constructor(
    scope: Construct,
    id: string,
    registry: Registry,
    dialect: Dialect,
    shared: Installation,
    props?: StackProps,
  ) {
    super(scope, id, props)
    const units = registry.functions.filter((unit) => dialectOf(unit)?.name === dialect.name)
    const api = new CfnApi(this, 'Api', {
      name: `${shared.settings.prefix}sluice-${dialect.name}`,
      protocolType: 'HTTP',
      corsConfiguration: corsOf(dialect, shared.settings.allowedOrigins),
    })
    const isAnyAuthorized = units.some((unit) => dialectOf(unit)?.authentication === 'authorizer')
    const authorizerId = isAnyAuthorized ? this.#authorizer(api, shared) : undefined

    this.address = api.attrApiEndpoint
    const home = new FunctionHome(this, dialect.name, shared)
    const limited = new Map<CfnRoute, Rate>()
    for (const unit of units) {
      const { function: made } = new UnitFunction(this, { ...shared, home, unit })
      made.addPermission('Api', {
        principal: new ServicePrincipal('apigateway.amazonaws.com'),
        sourceArn: this.formatArn({ service: 'execute-api', resource: api.ref, resourceName: '*/*' }),
      })
      const integration = new CfnIntegration(this, `${unit.name}-Integration`, {
        apiId: api.ref,
        integrationType: 'AWS_PROXY',
        integrationUri: made.functionArn,
        payloadFormatVersion: '2.0',
      })
      for (const { routeKey, isAuthorized } of routeKeysOf(registry, unit)) {
        const route = new CfnRoute(this, `Route ${routeKey}`, {
          apiId: api.ref,
          routeKey,
          target: Fn.join('/', ['integrations', integration.ref]),
          ...(isAuthorized ? { authorizationType: 'CUSTOM', authorizerId } : { authorizationType: 'NONE' }),
        })
        if (unit.kind === 'operation' && unit.operation.rate) limited.set(route, unit.operation.rate)
        if (!isAuthorized) {
          acknowledge(route, {
            'AwsSolutions-APIG4':
              unit.kind === 'fallback'
                ? 'Answers only that a path is not there.'
                : unit.kind === 'operation' && unit.operation.dialect.authentication !== 'authorizer'
                  ? 'The function verifies the credentials itself.'
                  : 'The operation is declared to need no credentials.',
          })
        }
      }
    }
    this.#stage(api, dialect, limited, shared)
    new CfnOutput(this, 'Url', { value: `${api.attrApiEndpoint}${dialect.basePath}`, description: dialect.title })
  }

  /** Asked before each authorised request, without a cache of the gateway's own (docs/decisions/0004). */
  #authorizer(api: CfnApi, { settings }: Installation): string {
    const functionArn = functionArnOf(this, settings, authorizerName)
    new CfnPermission(this, 'AuthorizerPermission', {
      action: 'lambda:InvokeFunction',
      functionName: functionArn,
      principal: 'apigateway.amazonaws.com',
      sourceArn: this.formatArn({ service: 'execute-api', resource: api.ref, resourceName: 'authorizers/*' }),
    })
    return new CfnAuthorizer(this, 'Authorizer', {
      apiId: api.ref,
      name: 'credentials',
      authorizerType: 'REQUEST',
      authorizerPayloadFormatVersion: '2.0',
      authorizerResultTtlInSeconds: 0,
      authorizerUri: `arn:${this.partition}:apigateway:${this.region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
      enableSimpleResponses: true,
    }).ref
  }

  #stage(api: CfnApi, dialect: Dialect, limited: Map<CfnRoute, Rate>, shared: Installation): void {
    const accessLog = new LogGroup(this, 'AccessLog', {
      // Under this path deliveries need no place in the account's one resource policy for logs, which has room for ten.
      logGroupName: `/aws/vendedlogs/apis/${shared.settings.prefix}sluice-${dialect.name}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const fields = [
      'requestId',
      'identity.sourceIp',
      'requestTime',
      'routeKey',
      'status',
      'responseLatency',
      'integrationErrorMessage',
    ]
    const format = {
      service: dialect.name,
      ...Object.fromEntries(fields.map((field) => [field, `$context.${field}`])),
      authorizerError: '$context.authorizer.error',
    }
    const stage = new CfnStage(this, 'Stage', {
      apiId: api.ref,
      stageName: '$default',
      autoDeploy: true,
      accessLogSettings: {
        destinationArn: accessLog.logGroupArn,
        format: JSON.stringify(format),
      },
      defaultRouteSettings: {
        throttlingBurstLimit: usualRate.burst,
        throttlingRateLimit: usualRate.perSecond,
      },
      // Untyped in CloudFormation's schema, so written as the template has it.
      routeSettings: Object.fromEntries(
        [...limited].map(([{ routeKey }, { perSecond, burst }]) => [
          routeKey,
          { ThrottlingBurstLimit: burst, ThrottlingRateLimit: perSecond },
        ]),
      ),
    })
    // Settings of a route that is not there yet are refused.
    for (const route of limited.keys()) stage.addResourceDependency(route)
    this.#faults(dialect, accessLog, shared)
  }

  /**
   * Faults of ours, not whatever is answered with 5xx: a dialect may refuse what its callers got wrong with 500 too.
   * Functions count the errors they did not expect; the gateway's log tells of those that did not get to answer.
   */
  #faults({ name }: Dialect, accessLog: LogGroup, { settings, data }: Installation): void {
    const metricNamespace = metricsNamespace(settings)
    new MetricFilter(this, 'Unanswered', {
      logGroup: accessLog,
      filterPattern: FilterPattern.any(
        FilterPattern.stringValue('$.integrationErrorMessage', '!=', '-'),
        FilterPattern.stringValue('$.authorizerError', '!=', '-'),
      ),
      metricNamespace,
      metricName: 'Fault',
      metricValue: '1',
      dimensions: { service: '$.service' },
    })
    alarm(this, 'Faults', {
      what: `The ${name} API has faults of ours.`,
      section: 'faults',
      metric: new Metric({
        namespace: metricNamespace,
        metricName: 'Fault',
        dimensionsMap: { service: name },
        statistic: 'Sum',
        period: Duration.minutes(1),
      }),
      threshold: 0,
      topic: data.alarms,
    })
  }
}

/** Which pages an API answers to. It answers their preflights by itself, before any route. */
function corsOf({ browsers }: Dialect, allowOrigins: readonly string[]): CfnApi.CorsProperty | undefined {
  if (!browsers || allowOrigins.length === 0) return undefined
  const { methods, headers } = browsers
  return {
    allowOrigins: [...allowOrigins],
    allowMethods: [...methods],
    allowHeaders: [...headers],
    allowCredentials: true,
    maxAge: preflightSeconds,
  }
}

/** For how long a browser need not ask again. */
const preflightSeconds = 3600

const dialectOf = (unit: FunctionDefinition): Dialect | undefined =>
  unit.kind === 'operation' ? unit.operation.dialect : unit.kind === 'fallback' ? unit.dialect : undefined

/** What API Gateway matches for a function: the registry's routes, or everything else for the fallback. */
function routeKeysOf({ routes }: Registry, unit: FunctionDefinition): { routeKey: string; isAuthorized: boolean }[] {
  if (unit.kind === 'fallback') return [{ routeKey: '$default', isAuthorized: isFallbackAuthorized(unit.dialect) }]
  return routes
    .filter(({ functionName }) => functionName === unit.name)
    .map(({ method, path, isAuthorized }) => ({ routeKey: `${method} ${path}`, isAuthorized }))
}
