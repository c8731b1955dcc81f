namespace Monitas.BootServer.Boot.Doctor;

/// <summary>Something that the doctor has to say.</summary>
/// <param name="Code">A short fixed word for programs, such as "rival-boot-server".</param>
/// <param name="IsProblem">It keeps machines from starting, or may; false: good to know.</param>
/// <param name="Text">What, in one or two sentences.</param>
/// <param name="Mend">What to do; empty when there is nothing to do.</param>
internal sealed record Finding(string Code, bool IsProblem, string Text, string Mend);

/// <summary>All that the doctor has to say.</summary>
/// <param name="Looked">What was looked at, one clause each.</param>
/// <param name="Findings">What was found, problems first.</param>
internal sealed record DoctorReport(System.Collections.Generic.IReadOnlyList<string> Looked, System.Collections.Generic.IReadOnlyList<Finding> Findings);
