using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Monitas.BootServer.Boot.Doctor;

/// <summary>The steps of all machines in memory, bounded in every direction: what is oldest goes first. Thread-safe.</summary>
internal sealed class BootLogBook
{
    /// <summary>The most steps of one machine.</summary>
    public const int MaxSteps = 500;

    /// <summary>The most machines.</summary>
    public const int MaxMachines = 2048;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Page>> _pages = [];

    /// <summary>Pages by their last step, the most recent last.</summary>
    private readonly LinkedList<Page> _byAge = new();

    /// <summary>The keys under which steps are gathered (a MAC, or an address), the most recent last.</summary>
    public IReadOnlyList<string> Keys
    {
        get
        {
            lock (_lock)
            {
                return [.. _byAge.Select(page => page.Key)];
            }
        }
    }

    /// <summary>Adds a step.</summary>
    public void Add(BootStep step)
    {
        lock (_lock)
        {
            if (!_pages.TryGetValue(step.Key, out LinkedListNode<Page>? node))
            {
                node = new LinkedListNode<Page>(new Page(step.Key, new Queue<BootStep>()));
                _pages.Add(step.Key, node);
            }
            else
            {
                _byAge.Remove(node);
            }

            _byAge.AddLast(node);
            Queue<BootStep> steps = node.Value.Steps;
            steps.Enqueue(step);
            if (steps.Count > MaxSteps)
            {
                steps.Dequeue();
            }

            if (_pages.Count > MaxMachines)
            {
                _pages.Remove(_byAge.First!.Value.Key);
                _byAge.RemoveFirst();
            }
        }
    }

    /// <summary>The steps of one machine, oldest first.</summary>
    public IReadOnlyList<BootStep> Steps(string key)
    {
        lock (_lock)
        {
            return _pages.TryGetValue(key, out LinkedListNode<Page>? node) ? [.. node.Value.Steps] : [];
        }
    }

    private sealed record Page(string Key, Queue<BootStep> Steps);
}
