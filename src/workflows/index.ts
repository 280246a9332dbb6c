/**
 * GitHub workflows that check pull requests, roll out, promote and go back.
 *
 * @packageDocumentation
 */
export { githubActions, GitHubActionsProps } from './github-actions';
export { RollbackAnalysisProps, RollbackProps } from './rollback-props';
