export function Wordmark() {
  return (
    <span className="font-display text-2xl leading-none tracking-tight text-accent">Parley</span>
  );
}
