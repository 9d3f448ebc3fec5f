import { CfnOutput, DefaultStackSynthesizer, Duration, Fn, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
  type BehaviorOptions,
} from 'aws-cdk-lib/aws-cloudfront'
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket } from 'aws-cdk-lib/aws-s3'
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment'
import type { Construct } from 'constructs'
import { hostHeader } from '#core/users/session-cookie.ts'
import { consoleHeaders, fileCaching, pageCaching } from '../console/headers.ts'
import { acknowledge } from './acknowledge.ts'
import type { Settings } from './settings.ts'

interface ConsoleFiles {
  /** The folder of the built console. */
  pages: string
  /** Scheme and host of each dialect's API, by name. */
  addresses: Readonly<Record<string, string>>
  /** The bucket that archives are sent to. */
  archives: string
}

/** The APIs that pages of the console call, by the paths that are theirs. */
const behind = { '/v1/*': 'control', '/mmc/*': 'mmc' } as const

/**
 * The web console: its files in a bucket, and a distribution that has the APIs it calls on the same origin, so that neither
 * CORS nor a cookie of another site is needed (docs/decisions/0080).
 */
export class ConsoleStack extends Stack {
  constructor(scope: Construct, id: string, settings: Settings, files: ConsoleFiles, props?: StackProps) {
    super(scope, id, props)
    const bucket = this.#bucket()
    const distribution = this.#distribution(bucket, settings, files)
    this.#upload(bucket, files.pages)
    new CfnOutput(this, 'Url', {
      value: `https://${distribution.distributionDomainName}/console/`,
      description: 'Sluice: web console',
    })
  }

  /** Nothing in it cannot be built again, so it goes with the stack. */
  #bucket(): Bucket {
    const bucket = new Bucket(this, 'Files', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    })
    acknowledge(bucket, { 'AwsSolutions-S1': 'It holds the files that anybody who opens the console is given.' })
    return bucket
  }

  #distribution(bucket: Bucket, settings: Settings, { addresses, archives }: ConsoleFiles): Distribution {
    const edge = new EdgeFunction(this, 'Paths', {
      functionName: `${settings.prefix}sluice-console-paths-${this.region}`,
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(pathsCode),
      comment: 'Every path of the console is one page; the API is told which host was asked',
    })
    const common = {
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      functionAssociations: [{ function: edge, eventType: FunctionEventType.VIEWER_REQUEST }],
    }
    const apis = Object.entries(behind).map(([path, dialect]): [string, BehaviorOptions] => [
      path,
      {
        ...common,
        // Longer than the API itself ever takes.
        origin: new HttpOrigin(Fn.select(2, Fn.split('/', addresses[dialect] ?? '')), {
          protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
          readTimeout: Duration.seconds(35),
        }),
        allowedMethods: AllowedMethods.ALLOW_ALL,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      },
    ])
    const distribution = new Distribution(this, 'Distribution', {
      comment: `${settings.prefix}Sluice console`,
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        ...common,
        origin: S3BucketOrigin.withOriginAccessControl(bucket),
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: this.#headers(settings, `https://${archives}.s3.${this.region}.${this.urlSuffix}`),
        compress: true,
      },
      additionalBehaviors: Object.fromEntries(apis),
    })
    acknowledge(distribution, {
      'AwsSolutions-CFR1': 'Who may sign in is decided by credentials, wherever they are.',
      'AwsSolutions-CFR2': 'The APIs behind it are open without it too, and limit rates and sign-ins themselves.',
      'AwsSolutions-CFR3': 'Each call of an API is in that API’s access log; the rest are public files.',
      'AwsSolutions-CFR4': 'The certificate is CloudFront’s own until the installation brings a domain.',
    })
    return distribution
  }

  #headers({ prefix }: Settings, uploads: string): ResponseHeadersPolicy {
    const headers = consoleHeaders(uploads)
    const override = true
    return new ResponseHeadersPolicy(this, 'Headers', {
      responseHeadersPolicyName: `${prefix}sluice-console-${this.region}`,
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: headers['content-security-policy'] ?? '', override },
        contentTypeOptions: { override },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), override },
      },
      customHeadersBehavior: {
        customHeaders: [
          {
            header: 'cross-origin-opener-policy',
            value: headers['cross-origin-opener-policy'] ?? '',
            override,
          },
        ],
      },
    })
  }

  /**
   * Files first, then the page that names them; those of earlier versions stay for pages that are open. Compression is the
   * distribution's, so what was compressed for one machine is left out.
   */
  #upload(destinationBucket: Bucket, pages: string): void {
    const common = { destinationBucket, prune: false, retainOnDelete: false, memoryLimit: 512 }
    const compressed = ['*.br', '*.gz', 'stamp']
    const assets = new BucketDeployment(this, 'Assets', {
      ...common,
      sources: [Source.asset(pages, { exclude: [...compressed, '*.html'] })],
      cacheControl: [CacheControl.fromString(fileCaching)],
    })
    const page = new BucketDeployment(this, 'Page', {
      ...common,
      sources: [Source.asset(pages, { exclude: [...compressed, 'console/assets'] })],
      cacheControl: [CacheControl.fromString(pageCaching)],
    })
    page.node.addDependency(assets)
    const qualifier = DefaultStackSynthesizer.DEFAULT_QUALIFIER
    for (const child of this.node.children.filter(({ node }) => node.id.startsWith('Custom::CDKBucketDeployment')))
      acknowledge(child, {
        'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]':
          'The CDK’s own function, which runs at deployments only.',
        'AwsSolutions-IAM5[Action::s3:GetBucket*]': 'It copies from the CDK’s bucket of assets.',
        'AwsSolutions-IAM5[Action::s3:GetObject*]': 'It copies from the CDK’s bucket of assets.',
        'AwsSolutions-IAM5[Action::s3:List*]': 'It copies from the CDK’s bucket of assets.',
        'AwsSolutions-IAM5[Action::s3:Abort*]': 'It writes into a bucket that holds nothing else.',
        'AwsSolutions-IAM5[Action::s3:DeleteObject*]': 'It writes into a bucket that holds nothing else.',
        [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::cdk-${qualifier}-assets-<AWS::AccountId>-<AWS::Region>/*]`]:
          'It copies from the CDK’s bucket of assets.',
        [`AwsSolutions-IAM5[Resource::<${this.getLogicalId(destinationBucket.node.defaultChild as CfnBucket)}.Arn>/*]`]:
          'It writes into a bucket that holds nothing else.',
        'AwsSolutions-L1': 'Its runtime is the CDK’s choice.',
      })
  }
}

/** What runs at the edge, in CloudFront's JavaScript: every path of the console is the one page, but for its files. */
const pathsCode = `function handler(event) {
  var request = event.request
  if (request.uri === '/')
    return { statusCode: 302, statusDescription: 'Found', headers: { location: { value: '/console/' } } }
  if (/^\\/console(\\/(?!assets\\/).*)?$/.test(request.uri)) request.uri = '/console/index.html'
  request.headers['${hostHeader}'] = { value: request.headers.host.value }
  return request
}
`
