using System.IO;
using System.Text;
using Xunit;

namespace Monitas.Vm.Tests;

/// <summary>Carries the lab's progress lines to the running test.</summary>
public sealed class TestOutput : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value)
    {
        TestContext.Current.SendDiagnosticMessage(value ?? "");
        TestContext.Current.TestOutputHelper?.WriteLine(value ?? "");
    }
}
