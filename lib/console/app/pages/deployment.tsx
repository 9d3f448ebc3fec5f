export { DeploymentPage as default } from './deployment/deployment.tsx'
