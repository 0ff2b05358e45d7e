/** A small edit of the product that breaks one rule, and the tests that have to notice it. */
export interface Mutant {
  /** A few words, unique in the list. */
  name: string;
  /** The edited file: its base name if that is unique in the tree, else as much of its path as makes it so. */
  file: string;
  /** What is replaced; is in the file exactly once. */
  find: string;
  replace: string;
  /** The rule that is broken, in a sentence. */
  why: string;
  /** The smallest test files that notice it, named as `file` is. */
  tests: readonly string[];
  /** Part of the name of the test that notices it, or of its group, where its file takes long. */
  only?: string;
}
