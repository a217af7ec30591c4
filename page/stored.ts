// What the browser keeps for us from one page to the next. It may be forbidden, as from file://: then it is forgotten.

export function stored(name: string): string | null {
  try {
    return localStorage.getItem(`mock-${name}`);
  } catch {
    return null;
  }
}

export function store(name: string, value: string): void {
  try {
    localStorage.setItem(`mock-${name}`, value);
  } catch {
    // then it is forgotten
  }
}
