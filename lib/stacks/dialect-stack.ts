import { CfnOutput, Duration, Fn, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import { CfnApi, CfnAuthorizer, CfnIntegration, CfnRoute, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnPermission } from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import type { Dialect } from '#runtime/dialect.ts'
import { authorizerName } from '#runtime/function-names.ts'
import { usualRate, type Rate } from '#runtime/operation.ts'
import { isFallbackAuthorized, type FunctionUnit, type Registry } from '#runtime/registry.ts'
import { acknowledge } from './acknowledge.ts'
import { alarm } from './alarm.ts'
import { functionArnOf } from './settings.ts'
import { UnitFunction, type UnitFunctionProps } from './unit-function.ts'

/**
 * One dialect: an HTTP API and a function for each operation. A stack holds 500 resources and an API 300 routes, so a
 * dialect has one of each; written with the plain resources, an operation takes seven. Paths that are no operation's go
 * to the fallback, which answers in the dialect's form.
 */
export class DialectStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    registry: Registry,
    dialect: Dialect,
    shared: Omit<UnitFunctionProps, 'unit'>,
    props?: StackProps,
  ) {
    super(scope, id, props)
    const units = registry.functions.filter((unit) => dialectOf(unit) === dialect)
    const api = new CfnApi(this, 'Api', {
      name: `${shared.settings.prefix}sluice-${dialect.name}`,
      protocolType: 'HTTP',
    })
    const authorizerId = dialect.authentication === 'authorizer' ? this.#authorizer(api, shared) : undefined

    const limited = new Map<CfnRoute, Rate>()
    for (const unit of units) {
      const { function: made } = new UnitFunction(this, { ...shared, unit })
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
                : dialect.authentication !== 'authorizer'
                  ? 'The function verifies the credentials itself.'
                  : 'The operation is declared to need no credentials.',
          })
        }
      }
    }
    this.#stage(api, dialect, limited)
    new CfnOutput(this, 'Url', { value: `${api.attrApiEndpoint}${dialect.basePath}`, description: dialect.title })
  }

  /** Asked before each authorised request, without a cache of the gateway's own (docs/decisions/0004). */
  #authorizer(api: CfnApi, { settings }: Omit<UnitFunctionProps, 'unit'>): string {
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

  #stage(api: CfnApi, dialect: Dialect, limited: Map<CfnRoute, Rate>): void {
    const accessLog = new LogGroup(this, 'AccessLog', {
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
    const stage = new CfnStage(this, 'Stage', {
      apiId: api.ref,
      stageName: '$default',
      autoDeploy: true,
      accessLogSettings: {
        destinationArn: accessLog.logGroupArn,
        format: JSON.stringify(Object.fromEntries(fields.map((field) => [field, `$context.${field}`]))),
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
    alarm(this, 'Faults', {
      what: `The ${dialect.name} API answers with faults of ours.`,
      section: 'faults',
      metric: new Metric({
        namespace: 'AWS/ApiGateway',
        metricName: '5xx',
        dimensionsMap: { ApiId: api.ref },
        statistic: 'Sum',
        period: Duration.minutes(1),
      }),
      threshold: 0,
      evaluationPeriods: 3,
    })
  }
}

const dialectOf = (unit: FunctionUnit): Dialect | undefined =>
  unit.kind === 'operation' ? unit.operation.dialect : unit.kind === 'fallback' ? unit.dialect : undefined

/** What API Gateway matches for a function: the registry's routes, or everything else for the fallback. */
function routeKeysOf({ routes }: Registry, unit: FunctionUnit): { routeKey: string; isAuthorized: boolean }[] {
  if (unit.kind === 'fallback') return [{ routeKey: '$default', isAuthorized: isFallbackAuthorized(unit.dialect) }]
  return routes
    .filter(({ functionName }) => functionName === unit.name)
    .map(({ method, path, isAuthorized }) => ({ routeKey: `${method} ${path}`, isAuthorized }))
}
