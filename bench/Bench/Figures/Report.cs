using System.Collections.Generic;
using System.IO;

namespace Monitas.Bench.Figures;

/// <summary>What a benchmark has found so far. Its parts run one after the other, on one thread.</summary>
/// <param name="progress">Where a person sees what is being done.</param>
public sealed class Report(TextWriter progress)
{
    private readonly List<Figure> _figures = [];
    private readonly List<string> _failures = [];

    /// <summary>All figures, in the order of their measurement.</summary>
    public IReadOnlyList<Figure> Figures => _figures;

    /// <summary>What Monitas did not do, or did wrong. Being slow is none of it.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>Takes a figure.</summary>
    public void Add(Figure figure) => _figures.Add(figure);

    /// <summary>Takes a failure of Monitas.</summary>
    public void Fail(string what) => _failures.Add(what);

    /// <summary>Says what is being done.</summary>
    public void Say(string what) => progress.WriteLine("== " + what);
}
