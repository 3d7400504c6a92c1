/** Which of `count` things belong together (union–find). */
export class Groups {
  private readonly parents: number[];

  constructor(count: number) {
    this.parents = Array.from({ length: count }, (_, index) => index);
  }

  join(a: number, b: number): void {
    this.parents[this.rootOf(b)] = this.rootOf(a);
  }

  all(): number[][] {
    const groups = new Map<number, number[]>();
    this.parents.forEach((_, index) => {
      const root = this.rootOf(index);
      const group = groups.get(root);
      if (group === undefined) groups.set(root, [index]);
      else group.push(index);
    });
    return [...groups.values()];
  }

  private rootOf(index: number): number {
    let root = index;
    while (this.parents[root] !== root) root = this.parents[root] as number;
    this.parents[index] = root;
    return root;
  }
}
