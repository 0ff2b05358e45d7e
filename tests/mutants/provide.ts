import type { TestProject } from 'vitest/node';

/** Hands tests the database of the mutants' run, instead of one that each test run starts for itself. */
export default function setup(project: TestProject): void {
  project.provide('postgres', JSON.parse(process.env['MUTANTS_POSTGRES'] ?? '{}'));
}
