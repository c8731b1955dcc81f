using System;
using System.Collections.Generic;
using System.Linq;
using Xunit.Sdk;
using Xunit.v3;

namespace Monitas.Vm.Tests;

/// <summary>Begins with the tests that take longest by far, so that the others fill what is left beside them and no PC runs on alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    /// <summary>The collections whose names begin so go first.</summary>
    public const string Comeback = "comeback by ";

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => collection.TestCollectionDisplayName.StartsWith(Comeback, StringComparison.Ordinal) ? 0 : 1)];
}
