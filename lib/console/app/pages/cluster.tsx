export { ClusterPage as default } from './cluster/cluster.tsx'
