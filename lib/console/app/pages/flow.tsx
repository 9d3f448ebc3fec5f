export { FlowPage as default } from './flow/flow.tsx'
